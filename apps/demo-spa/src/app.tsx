import { Navigate, Route, Routes } from 'react-router';

import type { DemoConfig } from './api/config.js';
import { MailPage } from './mail/mail.page.js';
import { AccountsPage } from './pages/accounts.page.js';
import { ConfirmEmailPage } from './pages/confirm-email.page.js';
import { ForgotPage } from './pages/forgot.page.js';
import { LoginPage } from './pages/login.page.js';
import { LogoutPage } from './pages/logout.page.js';
import { PasswordResetPage } from './pages/password-reset.page.js';
import { PasswordPage } from './pages/password.page.js';
import { ProfilePage } from './pages/profile.page.js';
import { ProviderPage } from './pages/provider.page.js';
import { RegisterPage } from './pages/register.page.js';
import { ResendPage } from './pages/resend.page.js';
import { SessionsPage } from './pages/sessions.page.js';
import { InstanceRoute } from './shell/instance-route.js';
import { CallbackRoute } from './social/callback-route.js';

/** The addresses: `/<instance>/<flow>`, and what a mail or a provider adds to them. */
export function App({ config }: { readonly config: DemoConfig }) {
  return (
    <Routes>
      <Route path="social/:service" element={<CallbackRoute config={config} />} />
      <Route path=":instance" element={<InstanceRoute config={config} />}>
        <Route path="register" element={<RegisterPage />} />
        <Route path="mail" element={<MailPage />} />
        <Route path="confirm-email/:key?" element={<ConfirmEmailPage />} />
        <Route path="resend" element={<ResendPage />} />
        <Route path="login" element={<LoginPage />} />
        <Route path="facebook" element={<ProviderPage id="facebook" />} />
        <Route path="twitter" element={<ProviderPage id="twitter" />} />
        <Route path="github" element={<ProviderPage id="github" />} />
        <Route path="forgot" element={<ForgotPage />} />
        <Route path="password-reset/:uid?/:token?" element={<PasswordResetPage />} />
        <Route path="profile" element={<ProfilePage />} />
        <Route path="password" element={<PasswordPage />} />
        <Route path="accounts" element={<AccountsPage />} />
        <Route path="sessions" element={<SessionsPage />} />
        <Route path="logout" element={<LogoutPage />} />
        <Route path="*" element={<Navigate to="../login" replace />} />
        <Route index element={<Navigate to="login" replace />} />
      </Route>
      <Route path="*" element={<Navigate to={`/${config.instances[0]?.id ?? ''}/login`} replace />} />
    </Routes>
  );
}
