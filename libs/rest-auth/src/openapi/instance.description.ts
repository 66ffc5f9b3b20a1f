import type { Context } from './act.js';
import { basicActs } from './acts/basic.acts.js';
import { jwtActs } from './acts/jwt.acts.js';
import { loginsActs } from './acts/logins.acts.js';
import { registrationActs } from './acts/registration.acts.js';
import { socialActs } from './acts/social.acts.js';
import { Components } from './components.js';
import { DtoSchemas } from './dto.schemas.js';
import type { Instance } from './instance.js';
import { type Given, operationOf, type Place } from './operation.js';
import { Security } from './security.js';

/** Every endpoint that an instance may have. */
const ENDPOINTS = [...basicActs, ...registrationActs, ...jwtActs, ...loginsActs, ...socialActs];

/** Describes what an instance of the module answers; `prefix` is what all its names in the document begin with. */
export class InstanceDescription {
  readonly components: Components;
  readonly security: Security;
  private readonly dtos: DtoSchemas;
  private count = 0;

  constructor(
    readonly instance: Instance,
    prefix: string,
  ) {
    this.components = new Components(prefix);
    this.security = new Security(instance, prefix);
    this.dtos = new DtoSchemas(instance.settings, this.components);
  }

  /** Whether any operation of it is in the document: a host may leave the module out. */
  get isUsed(): boolean {
    return this.count > 0;
  }

  /** The operation there; null where the options have switched it off. A method that a subclass of the host's adds is the host's to describe. */
  operation(place: Place, given: Given): object | null {
    const endpoint = ENDPOINTS.find(({ controller }) => isOf(controller, place.controller));
    const act = endpoint?.acts[place.method];
    if (!act) return { ...given, tags: this.tagsOf(given) };
    const context = this.contextOf(place.controller);
    const made = act(context);
    if (made === null) return null;
    this.count += 1;
    return operationOf(made, place, context, this.security, { ...given, tags: this.tagsOf(given) });
  }

  /** The host's tags, or one for all that stands under the path. */
  private tagsOf({ tags }: Given): readonly string[] {
    return tags.length > 0 ? tags : [this.instance.path];
  }

  private contextOf(controller: object): Context {
    const { instance, components, dtos } = this;
    const prototype = Reflect.get(controller, 'prototype') as object;
    return { instance, components, dtos, provider: String(Reflect.get(prototype, 'provider') ?? '') };
  }
}

function isOf(base: { readonly prototype: unknown }, controller: object): boolean {
  return controller instanceof Function && controller.prototype instanceof (base as never);
}
