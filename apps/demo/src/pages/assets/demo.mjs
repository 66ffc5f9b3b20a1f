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
  events.addEventListener('open', () => {
    document.querySelector('.live').hidden = false;
    void showNewMails();
  });
  events.addEventListener('mail', () => void showNewMails());
}

/** Puts what the page as it is now has besides in front of what is shown, which stays as it is. */
async function showNewMails() {
  const text = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html').querySelectorAll('[data-live] > .mail');
  const unseen = [...fresh].filter(({ id }) => !document.getElementById(id));
  live.prepend(...unseen.map((mail) => document.adoptNode(mail)));
  if (unseen.length > 0) live.querySelector('.quiet')?.remove();
}

async function send(form) {
  const { method } = form.dataset;
  const path = pathOf(form);
  const exchange = form.parentElement.querySelector('.exchange');
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
  try {
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    response.textContent = `${answer.status} ${answer.statusText}\n\n${pretty(text)}`;
    if (tokenField) keepToken(path, answer, text);
  } catch (error) {
    response.textContent = `No answer: ${error.message}`;
  }
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
