import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Counter } from 'prom-client';

import { optionalPackage } from '../kernel/optional-package.js';
import { type AuthEvent, AuthEvents } from './auth.events.js';

const NAME = 'rest_auth_events_total';
/** Not `instance`: Prometheus labels each target by that name, and would rename ours or lose its own. */
const LABELS = ['path', 'type', 'outcome'] as const;

/** Counts events with `prom-client`, in its default registry: `rest_auth_events_total` by `path` (of the instance), `type` and `outcome`. Name it in `ports.events`. */
@Injectable()
export class PrometheusEvents extends AuthEvents implements OnModuleInit {
  private counter: Counter | null = null;

  async onModuleInit(): Promise<void> {
    const { Counter: Class, register } = await optionalPackage(
      'prom-client',
      '`PrometheusEvents`',
      () => import('prom-client'),
    );
    // A second instance of the module counts in the same one.
    const known = register.getSingleMetric(NAME);
    this.counter =
      known instanceof Class
        ? known
        : new Class({ name: NAME, help: 'What happened to accounts.', labelNames: LABELS });
  }

  override emit({ instance: path, type, outcome }: AuthEvent): void {
    this.counter?.inc({ path, type, outcome });
  }
}
