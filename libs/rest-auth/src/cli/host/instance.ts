import type { Abstract } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import { CredentialKinds } from '../../credentials/credential-kind.js';
import { type CredentialKindName, TypeOrmUnitOfWork } from '../../index.js';
import { RestAuthInstance } from '../../rest-auth.instance.js';
import { wrongUse } from '../exit-code.js';

/** TypeORM's, as the module's own door to it knows it. */
export type DataSource = TypeOrmUnitOfWork['manager']['dataSource'];

/** An instance of RestAuthModule in a booted host. */
export class Instance extends RestAuthInstance {
  get dataSource(): DataSource {
    return this.get(TypeOrmUnitOfWork).manager.dataSource;
  }

  /** The kinds of credentials that it gives or takes. */
  get kinds(): readonly CredentialKindName[] {
    const { issued, recognised } = this.get(CredentialKinds);
    return [...new Set([...issued, ...recognised].map(({ name }) => name))];
  }

  /** One of its providers, made for this occasion where it is made anew for each request. */
  async resolve<Provided>(token: Abstract<Provided>): Promise<Provided> {
    const isOneForAll = this.module.providers.get(token)?.isDependencyTreeStatic() ?? true;
    return isOneForAll ? this.get(token) : this.get(ModuleRef).resolve(token);
  }
}

/** Those that are meant: the one at that path, or all where none is given. */
export function instancesAt(instances: readonly Instance[], path: string | undefined): readonly Instance[] {
  if (path === undefined) return instances;
  const wanted = path.replace(/^\/|\/$/g, '');
  const found = instances.filter((instance) => instance.path === wanted);
  if (found.length > 0) return found;
  throw wrongUse(
    `No RestAuthModule is at the path ${path}: there is ${instances.map((other) => other.path).join(', ')}.`,
  );
}
