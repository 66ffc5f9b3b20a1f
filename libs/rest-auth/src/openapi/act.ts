import type { Type } from '@nestjs/common';

import type { Components } from './components.js';
import type { DtoSchemas } from './dto.schemas.js';
import type { Instance } from './instance.js';
import type { Header, Method, Parameter, Schema } from './open-api.js';

/** One of the answers of an endpoint. Several may share a status. */
export interface Answer {
  readonly status: number | 'default';
  readonly description: string;
  /** None for an answer without a body. */
  readonly schema?: Schema;
  /** Default `application/json`. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, Header>>;
  /** The names of cookies that it sets or clears. */
  readonly cookies?: readonly string[];
}

/** What an endpoint does for one method, without what holds for every endpoint alike. */
export interface Act {
  readonly summary: string;
  readonly description?: string;
  /** The DTO class of its body. */
  readonly input?: Type<object>;
  /** Nothing of it is required: PATCH. */
  readonly partial?: boolean;
  /** A body that is no DTO, and may be left out. */
  readonly body?: Schema;
  readonly parameters?: readonly Parameter[];
  readonly answers: readonly Answer[];
}

/** What the description of an endpoint is made of. */
export interface Context {
  readonly instance: Instance;
  readonly components: Components;
  readonly dtos: DtoSchemas;
  /** The path of the provider that it is mounted for; empty where it is for none. */
  readonly provider: string;
}

/** A controller of ours, or a subclass of it, and what it does for each method; null: with these options it does not take the method. */
export interface Endpoint {
  readonly controller: abstract new (...dependencies: never[]) => object;
  readonly acts: Readonly<Partial<Record<Method, (context: Context) => Act | null>>>;
}
