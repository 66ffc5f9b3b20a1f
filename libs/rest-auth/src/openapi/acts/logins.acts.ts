import { ActiveLoginController } from '../../endpoints/logins/active-logins/active-login.controller.js';
import { ActiveLoginsController } from '../../endpoints/logins/active-logins/active-logins.controller.js';
import type { Endpoint } from '../act.js';
import { refusal } from '../refusals.js';
import { MOMENT, TEXT, wholeObjectOf } from '../shapes.js';

const LOGIN = wholeObjectOf({
  id: TEXT,
  kinds: { type: 'array', items: { type: 'string', enum: ['token', 'jwt', 'session'] } },
  method: { type: 'string', enum: ['password', 'registration', 'social'] },
  created_at: MOMENT,
  last_used_at: MOMENT,
  user_agent: { type: 'string', nullable: true },
  address: { type: 'string', nullable: true },
  current: { type: 'boolean', description: 'Whether it is the one that asks.' },
});

export const loginsActs: readonly Endpoint[] = [
  {
    controller: ActiveLoginsController,
    acts: {
      get: ({ components }) => ({
        summary: 'List where the caller is logged in',
        answers: [
          {
            status: 200,
            description: 'The logins that are good still, the last used first.',
            schema: { type: 'array', items: components.reference('ActiveLogin', 'active login', () => LOGIN) },
          },
        ],
      }),
      delete: () => ({
        summary: 'End all other logins',
        answers: [{ status: 204, description: 'All but the own one are over.' }],
      }),
    },
  },
  {
    controller: ActiveLoginController,
    acts: {
      delete: (context) => ({
        summary: 'End a login',
        answers: [
          { status: 204, description: 'It is over, with all that it gave.' },
          refusal(context, 404, 'The caller has no such login.'),
        ],
      }),
    },
  },
];
