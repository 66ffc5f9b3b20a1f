import { useState } from 'react';

import type { Answer } from '../api/answer.js';
import { type ActionState, IDLE } from './action-state.js';
import { failureOf } from './failure.js';

interface Action {
  readonly state: ActionState;
  /** Asks, and tells how it ended; `done` says what a success is to be called. */
  readonly run: (ask: () => Promise<Answer>, done: (answer: Answer) => string) => Promise<Answer>;
  /** Sets how it stands from without: a form tells errors beside its fields itself. */
  readonly setState: (state: ActionState) => void;
}

/** An action of a button that has no fields. */
export function useAction(): Action {
  const [state, setState] = useState<ActionState>(IDLE);
  return {
    state,
    setState,
    run: async (ask, done) => {
      setState({ is: 'under-way' });
      const answer = await ask();
      setState(
        answer.ok ? { is: 'done', text: done(answer) } : { is: 'failed', texts: failureOf(answer.body, []).general },
      );
      return answer;
    },
  };
}
