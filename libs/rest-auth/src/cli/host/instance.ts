import type { Abstract, DynamicModule, Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import { CredentialKinds } from '../../credentials/credential-kind.js';
import {
  type CredentialKindName,
  RestAuthModule,
  type RestAuthSettingsInput,
  type RestAuthStructure,
  TypeOrmUnitOfWork,
} from '../../index.js';
import { wrongUse } from '../exit-code.js';

type ContainerModule = ModulesContainer extends Map<string, infer Module> ? Module : never;

/** TypeORM's, as the module's own door to it knows it. */
export type DataSource = TypeOrmUnitOfWork['manager']['dataSource'];

/** What an instance of the module was given. */
interface Given {
  readonly structure: RestAuthStructure;
  preset: NonNullable<RestAuthSettingsInput['preset']>;
}

/** Under which each instance bears what it was given. */
const GIVEN = Symbol('what RestAuthModule was given');

/**
 * Has every instance that is made from now on bear what it was given: no provider of its own tells its path, its tables or its preset. To be called before the
 * host's module is loaded, since a decorator calls `forRoot()` at once.
 */
export function noteWhatIsGiven(): void {
  const forRoot = RestAuthModule.forRoot.bind(RestAuthModule);
  const forRootAsync = RestAuthModule.forRootAsync.bind(RestAuthModule);
  RestAuthModule.forRoot = (options) =>
    bearing(forRoot(options), { structure: options, preset: options.preset ?? 'default' });
  RestAuthModule.forRootAsync = (options) => {
    const given: Given = { structure: options, preset: 'default' };
    const asked: unknown = options.useFactory;
    // One that is missing is told of by the module itself.
    if (typeof asked !== 'function') return forRootAsync(options);
    const useFactory = async (...dependencies: never[]) => {
      const values = await options.useFactory(...dependencies);
      given.preset = values.preset ?? 'default';
      return values;
    };
    return bearing(forRootAsync({ ...options, useFactory }), given);
  };
}

function bearing(made: DynamicModule, given: Given): DynamicModule {
  return { ...made, providers: [...(made.providers ?? []), { provide: GIVEN, useValue: given }] };
}

/** An instance of RestAuthModule in a booted host. */
export class Instance {
  private constructor(
    private readonly module: ContainerModule,
    private readonly given: Given,
  ) {}

  /** Every instance, in the order in which Nest has found them. */
  static allOf(modules: ModulesContainer): Instance[] {
    return [...modules.values()]
      .filter(({ metatype }) => metatype === RestAuthModule)
      .flatMap((module) => {
        const given: unknown = module.providers.get(GIVEN)?.instance;
        return given ? [new Instance(module, given as Given)] : [];
      });
  }

  get structure(): RestAuthStructure {
    return this.given.structure;
  }

  get preset(): string {
    return this.given.preset;
  }

  /** Where it is mounted, below whatever prefix the host's `main.ts` sets. */
  get path(): string {
    return this.structure.path ?? 'dj-rest-auth';
  }

  get dataSource(): DataSource {
    return this.get(TypeOrmUnitOfWork).manager.dataSource;
  }

  /** The kinds of credentials that it gives or takes. */
  get kinds(): readonly CredentialKindName[] {
    const { issued, recognised } = this.get(CredentialKinds);
    return [...new Set([...issued, ...recognised].map(({ name }) => name))];
  }

  /** One of its providers. */
  get<Provided>(token: Abstract<Provided> | Type<Provided>): Provided {
    const provided = this.module.providers.get(token)?.instance;
    if (!provided) throw new TypeError(`${this.path} has no ${token.name}.`);
    return provided as Provided;
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
