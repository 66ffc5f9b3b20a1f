import type { SamplePerson } from '../fake-provider/sample-people.js';
import { SERVICE_NAMES, SOCIAL_SERVICES, type SocialService } from '../social/social-services.js';
import { API, type EndpointForm, type Field } from './form.js';

/** Whose token a form holds while the fake provider answers for the service, and what to know of it. */
interface Sample {
  readonly name: string;
  readonly note: string;
}

const LOGINS: Readonly<Record<SocialService, Sample>> = {
  facebook: {
    name: 'Fiona',
    note: 'Fiona’s token. Facebook does not prove her address, so the answer is 400 and a mail is sent to her; once she has followed its link, the token logs her in.',
  },
  github: {
    name: 'Gina',
    note: 'Gina’s token. GitHub has verified her address, so she is logged in at once; the first time makes her account.',
  },
  twitter: {
    name: 'Tess',
    note: 'Tess’s token, with its secret. Twitter does not prove her address: 400 and a mail first. Who has no address there (theo-at-twitter) gets 400 for good, and is to be connected instead.',
  },
};

const CONNECTIONS: Readonly<Record<SocialService, Sample>> = {
  facebook: {
    name: 'Gina',
    note: 'Gina’s token at Facebook. It becomes another way to log in for whoever is logged in now.',
  },
  github: {
    name: 'Gina',
    note: 'Gina’s token at GitHub. If it has made an account of its own already, only that one may connect it, and others get 400.',
  },
  twitter: {
    name: 'Gina',
    note: 'Gina’s token at Twitter, with its secret. Nobody’s address is looked at here, so theo-at-twitter works as well.',
  },
};

/** Logins by each service. `people` are those of the fake provider; a service of none of them is asked itself. */
export function socialLoginForms(people: readonly SamplePerson[]): EndpointForm[] {
  return SOCIAL_SERVICES.map((service) => ({
    id: `login-${service}`,
    title: `Log in with ${SERVICE_NAMES[service]}`,
    method: 'POST',
    path: `${API}/${service}/`,
    button: 'Log in',
    ...credentials(service, LOGINS[service], people),
  }));
}

/** Connects accounts at services to whoever is logged in, and takes them away again. */
export function socialAccountForms(people: readonly SamplePerson[]): EndpointForm[] {
  return [
    ...SOCIAL_SERVICES.map((service): EndpointForm => ({
      id: `connect-${service}`,
      title: `Connect ${SERVICE_NAMES[service]}`,
      method: 'POST',
      path: `${API}/${service}/connect/`,
      button: 'Connect',
      ...credentials(service, CONNECTIONS[service], people),
    })),
    {
      id: 'social-accounts',
      title: 'List the connected accounts',
      method: 'GET',
      path: `${API}/socialaccounts/`,
      note: 'For whoever is logged in: by which services they can log in.',
      button: 'List',
      fields: [],
    },
    {
      id: 'social-disconnect',
      title: 'Disconnect an account',
      method: 'POST',
      path: `${API}/socialaccounts/{id}/disconnect/`,
      note: 'The id stands in the list. Who has no password keeps the last one: 400.',
      button: 'Disconnect',
      fields: [{ name: 'id' }],
    },
  ];
}

function credentials(
  service: SocialService,
  { name, note }: Sample,
  people: readonly SamplePerson[],
): Pick<EndpointForm, 'note' | 'fields'> {
  const person = people.find((one) => one.service === service && one.name === name);
  if (!person) return realCredentials(service);
  const { accessToken, tokenSecret } = person;
  const secret: Field[] = tokenSecret === undefined ? [] : [{ name: 'token_secret', value: tokenSecret }];
  return { note, fields: [{ name: 'access_token', value: accessToken }, ...secret] };
}

function realCredentials(service: SocialService): Pick<EndpointForm, 'note' | 'fields'> {
  const name = SERVICE_NAMES[service];
  if (service === 'twitter') {
    return {
      note: `A token that ${name} has given for your consumer key, and its secret.`,
      fields: [{ name: 'access_token' }, { name: 'token_secret' }],
    };
  }
  return {
    note: `A token that ${name} has given for your application; or a code, with which it sends browsers back to /social/${service}.`,
    fields: [
      { name: 'access_token', optional: true },
      { name: 'code', optional: true },
    ],
  };
}
