import type { Abstract, Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';

import type { RestAuthStructure } from './rest-auth.options.js';

type ContainerModule = ModulesContainer extends Map<string, infer Module> ? Module : never;

/** What an instance was given at once, its path resolved. A provider of each instance, for those who look at a booted application from outside; no host needs it. */
export abstract class InstanceStructure {
  abstract readonly given: RestAuthStructure & { readonly path: string };
}

/** An instance of the module in a booted application, as the command and the OpenAPI description look at it. */
export class RestAuthInstance {
  constructor(protected readonly module: ContainerModule) {}

  /** Every instance, in the order in which Nest has found them. */
  static allOf<Instance extends RestAuthInstance>(
    this: new (module: ContainerModule) => Instance,
    modules: ModulesContainer,
  ): Instance[] {
    // By its provider: a host may have made another class of the module, or spread what `forRoot()` answers.
    return [...modules.values()]
      .filter(({ providers }) => providers.has(InstanceStructure))
      .map((module) => new this(module));
  }

  get structure(): InstanceStructure['given'] {
    return this.get(InstanceStructure).given;
  }

  /** Where it is mounted, below whatever prefix the host's `main.ts` sets. */
  get path(): string {
    return this.structure.path;
  }

  /** What Nest has mounted for it. */
  get controllers(): readonly Type<object>[] {
    return [...this.module.controllers.values()].flatMap(({ metatype }) =>
      metatype ? [metatype as Type<object>] : [],
    );
  }

  /** One of its providers. */
  get<Provided>(token: Abstract<Provided> | Type<Provided>): Provided {
    const provided = this.find(token);
    if (!provided) throw new TypeError(`${this.path} has no ${token.name}.`);
    return provided;
  }

  /** The same; null where the options have left it out. */
  find<Provided>(token: Abstract<Provided> | Type<Provided>): Provided | null {
    return (this.module.providers.get(token)?.instance as Provided | null | undefined) ?? null;
  }
}
