import {
  IconBrandFacebook,
  IconBrandGithub,
  IconBrandX,
  IconDevices,
  IconKey,
  IconLink,
  IconLock,
  IconLockQuestion,
  IconLogin2,
  IconLogout,
  IconMail,
  IconMailCheck,
  IconMailForward,
  IconUser,
  IconUserPlus,
  type TablerIcon,
} from '@tabler/icons-react';

/** An entry of the navigation. */
export interface Flow {
  /** Below the instance's address. */
  readonly path: string;
  readonly label: string;
  readonly icon: TablerIcon;
}

export interface FlowGroup {
  readonly title: string;
  readonly flows: readonly Flow[];
}

/** Every flow, in the order of an account's life. */
export const FLOW_GROUPS: readonly FlowGroup[] = [
  {
    title: 'Join',
    flows: [
      { path: 'register', label: 'Register', icon: IconUserPlus },
      { path: 'mail', label: 'Check your mail', icon: IconMail },
      { path: 'confirm-email', label: 'Verify the address', icon: IconMailCheck },
      { path: 'resend', label: 'Send the mail again', icon: IconMailForward },
    ],
  },
  {
    title: 'Log in',
    flows: [
      { path: 'login', label: 'With a password', icon: IconLogin2 },
      { path: 'facebook', label: 'With Facebook', icon: IconBrandFacebook },
      { path: 'twitter', label: 'With Twitter', icon: IconBrandX },
      { path: 'github', label: 'With GitHub', icon: IconBrandGithub },
    ],
  },
  {
    title: 'Forgotten',
    flows: [
      { path: 'forgot', label: 'Forgot the password', icon: IconLockQuestion },
      { path: 'password-reset', label: 'Set a new password', icon: IconKey },
    ],
  },
  {
    title: 'Your account',
    flows: [
      { path: 'profile', label: 'Profile', icon: IconUser },
      { path: 'password', label: 'Change the password', icon: IconLock },
      { path: 'accounts', label: 'Connected accounts', icon: IconLink },
      { path: 'sessions', label: 'Active sessions', icon: IconDevices },
      { path: 'logout', label: 'Log out', icon: IconLogout },
    ],
  },
];
