/** How an action stands. */
export type ActionState =
  | { readonly is: 'idle' }
  | { readonly is: 'under-way' }
  | { readonly is: 'done'; readonly text: string }
  | { readonly is: 'failed'; readonly texts: readonly string[] };

export const IDLE: ActionState = { is: 'idle' };
