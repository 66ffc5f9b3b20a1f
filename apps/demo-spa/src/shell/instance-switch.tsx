import { Group, SegmentedControl, Text } from '@mantine/core';
import { useLocation, useNavigate } from 'react-router';

import type { CredentialKind, Instance, Preset } from '../api/config.js';
import { useDemo } from '../session/demo.context.js';
import { KEEPS_FOCUS } from './keeps-focus.js';
import classes from './shell.module.css';

const KINDS: { value: CredentialKind; label: string }[] = [
  { value: 'token', label: 'Token' },
  { value: 'jwt', label: 'JWT' },
  { value: 'jwt-cookie', label: 'JWT cookies' },
  { value: 'session', label: 'Session' },
];

const PRESETS: { value: Preset; label: string }[] = [
  { value: 'default', label: 'Default' },
  { value: 'hardened', label: 'Hardened' },
];

/** Chooses the instance of the module: each combination is one, at a path of its own. The page stays. */
export function InstanceSwitch() {
  const { config, instance } = useDemo();
  const { pathname } = useLocation();
  const navigate = useNavigate();

  const choose = (wanted: Pick<Instance, 'kind' | 'preset'>) => {
    const next = config.instances.find(({ kind, preset }) => kind === wanted.kind && preset === wanted.preset);
    // Keys of mails belong to the instance that sent them: the name of the page alone goes along.
    if (next) void navigate(`/${next.id}/${pathname.split('/')[2] ?? ''}`, { state: KEEPS_FOCUS });
  };

  return (
    <Group gap="md" className={classes.switch}>
      <div>
        <Text size="xs" c="dimmed" id="kind-label" pb={2}>
          Credential
        </Text>
        <SegmentedControl
          aria-labelledby="kind-label"
          size="xs"
          data={KINDS}
          value={instance.kind}
          onChange={(kind) => choose({ kind, preset: instance.preset })}
        />
      </div>
      <div>
        <Text size="xs" c="dimmed" id="preset-label" pb={2}>
          Preset
        </Text>
        <SegmentedControl
          aria-labelledby="preset-label"
          size="xs"
          data={PRESETS}
          value={instance.preset}
          onChange={(preset) => choose({ kind: instance.kind, preset })}
        />
      </div>
    </Group>
  );
}
