import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';

import { optionalPackage } from '../kernel/optional-package.js';
import { RestAuthOptionsError } from '../kernel/options-error.js';
import { type AuthEvent, AuthEvents } from './auth.events.js';

/** Hands each event to the emitter of `@nestjs/event-emitter` as `rest-auth.` and its type, for `@OnEvent('rest-auth.logged_in')`. Name it in `ports.events`. */
@Injectable()
export class EventEmitterEvents extends AuthEvents implements OnModuleInit {
  private emitter: EventEmitter2 | null = null;

  constructor(private readonly modules: ModuleRef) {
    super();
  }

  async onModuleInit(): Promise<void> {
    const load = () => import('@nestjs/event-emitter');
    const { EventEmitter2: Emitter } = await optionalPackage('@nestjs/event-emitter', '`EventEmitterEvents`', load);
    try {
      this.emitter = this.modules.get(Emitter, { strict: false });
    } catch {
      throw new RestAuthOptionsError([
        '`ports.events` has `EventEmitterEvents`, and there is no emitter: import `EventEmitterModule.forRoot()` into your root module.',
      ]);
    }
  }

  override async emit(event: AuthEvent): Promise<void> {
    // `emit` leaves the promises of listeners alone, and one that rejects would end the process.
    await this.emitter?.emitAsync(`rest-auth.${event.type}`, event);
  }
}
