import type { INestApplication } from '@nestjs/common';

import type { RestAuthOptions } from '../../rest-auth.options.js';

/** What a host's application is booted with for one attack. */
export interface AttackedBoot {
  /** To be laid over the host's own options, `ports` over its `ports`. Without a port that the attack does not have to see, so that the host's own are attacked. */
  readonly options: Partial<RestAuthOptions>;
  /** Whether the adapter must believe the loopback proxy (`trust proxy` of Express, `trustProxy` of Fastify). */
  readonly trustProxy: boolean;
  /** An application that runs already, whose database this one shares; null for an empty database. */
  readonly beside: INestApplication | null;
}

/** The application that is attacked. */
export interface AttackedHost {
  /** Makes the application, not yet listening; closing it gives back whatever it holds, its database included. */
  readonly boot: (boot: AttackedBoot) => Promise<INestApplication>;
  /** What the host's `main.ts` puts before every path: a global prefix, a version. Default: nothing. */
  readonly prefix?: string;
  /** Whether its database cannot be shared by processes, as SQLite's in memory: attacks from two sides come from one then. Default false. */
  readonly singleProcess?: boolean;
  /** How long an answer may take, in milliseconds, before the attack counts as one that stopped the server. Default 5000. */
  readonly patience?: number;
  /** Whether races are run for as many rounds as it takes to lose one that is lost rarely, and crowds are as large: for minutes, where it is seconds otherwise. Default false. */
  readonly thorough?: boolean;
}
