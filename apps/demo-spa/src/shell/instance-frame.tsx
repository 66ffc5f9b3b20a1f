import { type ReactNode, useMemo } from 'react';

import type { DemoConfig, Instance } from '../api/config.js';
import { accountOf } from '../session/accounts.js';
import { DemoContext } from '../session/demo.context.js';
import { Shell } from './shell.js';

interface Props {
  readonly config: DemoConfig;
  readonly instance: Instance;
  readonly children: ReactNode;
}

/** A page at an instance, with its account, inside of the shell. */
export function InstanceFrame({ config, instance, children }: Props) {
  const demo = useMemo(() => ({ config, instance, account: accountOf(instance) }), [config, instance]);
  return (
    <DemoContext value={demo}>
      <Shell>{children}</Shell>
    </DemoContext>
  );
}
