// Sends the forms as JSON and shows each request with its answer, and puts new mails into the mailbox. Without it the forms work as plain HTML
// forms, and the mailbox by reloading.

const tokenField = document.querySelector('#token-field');
if (tokenField) tokenField.closest('[hidden]').hidden = false;

for (const form of document.querySelectorAll('form[data-path]')) {
  form.querySelector('button').disabled = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(form);
  });
}

const live = document.querySelector('[data-live]');
if (live) {
  const events = new EventSource(live.dataset.live);
  const note = document.querySelector('.live');
  events.addEventListener('open', () => {
    note.hidden = false;
    void showNewMails();
  });
  events.addEventListener('error', () => {
    note.hidden = true;
  });
  events.addEventListener('mail', () => void showNewMails());
}

/** Puts what the page as it is now has besides in front of what is shown, which stays as it is. */
async function showNewMails() {
  const text = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelectorAll('[data-live] > .mail');
  const unseen = [...fresh].filter(({ id }) => !document.getElementById(id));
  live.prepend(...unseen.map((mail) => document.adoptNode(mail)));
  if (unseen.length === 0) return;
  live.querySelector('.quiet')?.remove();
  // Told in short: a whole mail is not to be read out into whatever somebody is doing.
  const subjects = unseen.map((mail) => mail.querySelector('h2').textContent);
  document.querySelector('.news').textContent = `New mail: ${subjects.join('; ')}`;
}

async function send(form) {
  const { method } = form.dataset;
  const path = pathOf(form);
  const exchange = form.parentElement.querySelector('.exchange');
  const outcome = form.parentElement.querySelector('.outcome');
  const request = exchange.querySelector('.request');
  const response = exchange.querySelector('.response');
  const token = tokenField?.value.trim();
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Token ${token}`;
  if (method !== 'GET') headers['Content-Type'] = 'application/json';
  // Needed by a request that has nothing but the session cookie to show.
  const csrfToken = method !== 'GET' && !token && cookie('csrftoken');
  if (csrfToken) headers['X-CSRFToken'] = csrfToken;

  const body = method === 'GET' ? undefined : bodyOf(form);
  exchange.hidden = false;
  request.textContent = [
    `${method} ${path}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body ? ['', JSON.stringify(body, masked, 2)] : []),
  ].join('\n');
  response.textContent = '…';
  tell(outcome, 'Asking…');
  showProblems(form, undefined);
  try {
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    response.textContent = `${answer.status} ${answer.statusText}\n\n${pretty(text)}`;
    tell(outcome, `${answer.ok ? 'Done' : 'Refused'}: ${answer.status} ${answer.statusText}`, !answer.ok);
    if (!answer.ok) showProblems(form, parsed(text));
    if (tokenField) keepToken(path, answer, text);
  } catch (error) {
    response.textContent = `No answer: ${error.message}`;
    tell(outcome, 'The server cannot be reached.', true);
  }
}

/** How it stands, seen and read out. */
function tell(outcome, text, isRefused = false) {
  outcome.textContent = text;
  outcome.dataset.is = isRefused ? 'refused' : 'done';
}

/** What an answer says of each field, beside it; the first of them gets the focus. Of no answer, nothing. */
function showProblems(form, answer) {
  for (const old of form.querySelectorAll('.problem')) old.remove();
  const wrong = [...form.querySelectorAll('input:not([type=hidden])')].filter((field) => {
    const texts = field.name.split('.').reduce((part, name) => part?.[name], answer);
    const isWrong = Array.isArray(texts);
    field.removeAttribute('aria-describedby');
    field.setAttribute('aria-invalid', String(isWrong));
    if (isWrong) describe(field, `${form.parentElement.id}-${field.name}-problem`, texts.join(' '));
    return isWrong;
  });
  wrong[0]?.focus();
}

function describe(field, id, text) {
  const problem = document.createElement('p');
  Object.assign(problem, { id, className: 'problem', textContent: text });
  field.setAttribute('aria-describedby', id);
  field.closest('label').after(problem);
}

/** The path, with the value of the field `id` in place of `{id}`. */
function pathOf({ dataset, elements }) {
  return dataset.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(elements.namedItem(name).value.trim()));
}

/** The other fields as JSON: `profile.company_name` is nested, and an optional field that is empty is left out. */
function bodyOf(form) {
  const body = {};
  for (const { name, value, dataset } of form.elements) {
    if (!name || name === 'csrfmiddlewaretoken' || form.dataset.path.includes(`{${name}}`)) continue;
    if (value === '' && 'optional' in dataset) continue;
    const [last, ...parents] = name.split('.').reverse();
    const target = parents.reverse().reduce((object, part) => (object[part] ??= {}), body);
    target[last] = value;
  }
  return body;
}

/** A login's token goes into the field, and a logout takes it out. */
function keepToken(path, answer, text) {
  if (!answer.ok) return;
  if (path.endsWith('/logout/')) tokenField.value = '';
  const key = parsed(text)?.key;
  if (typeof key === 'string') tokenField.value = key;
}

/** What is typed as a password is not shown to who looks over the shoulder. */
function masked(name, value) {
  return name.includes('password') ? '*'.repeat(8) : value;
}

function pretty(text) {
  const value = parsed(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function cookie(name) {
  return document.cookie
    .split('; ')
    .find((entry) => entry.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
