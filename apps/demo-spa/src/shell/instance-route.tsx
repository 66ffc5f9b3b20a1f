import { Navigate, Outlet, useLocation, useParams } from 'react-router';

import type { DemoConfig } from '../api/config.js';
import { InstanceFrame } from './instance-frame.js';

/** `/<instance>/…`: an unknown one leads to the first. */
export function InstanceRoute({ config }: { readonly config: DemoConfig }) {
  const { instance: id } = useParams();
  const { pathname } = useLocation();
  const instance = config.instances.find((each) => each.id === id);
  if (!instance) return <Navigate to={`/${config.instances[0]?.id ?? ''}/login`} replace />;
  return (
    <InstanceFrame config={config} instance={instance}>
      {/* A page begins anew at another instance: what was typed or answered at one is nothing to the other. */}
      <div key={pathname}>
        <Outlet />
      </div>
    </InstanceFrame>
  );
}
