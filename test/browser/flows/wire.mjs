import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a login shows beside it, by kind: the answer, the cookies that it set, and the token. */
const SHOWN = {
  token: { answer: /^HTTP 200[^]*"key": "[0-9a-f]{40}"/, token: 'Token in the answer' },
  jwt: { answer: /^HTTP 200[^]*"access": "/, token: 'Claims: Access token in the answer' },
  'jwt-cookie': { answer: /^HTTP 200[^]*"refresh": ""/, token: 'Claims: Access token in the answer' },
  session: { answer: /^HTTP 204/, token: null },
};

export const wire = [
  {
    name: 'shows what went over the wire, with cookies and decoded tokens',
    async run(site) {
      const { instance } = site;
      const { visitor, person } = await site.visitAsMember();
      const panel = visitor.wire();
      const { answer, token } = SHOWN[instance.kind];
      const request = await textOf(panel, 'Request');
      assert.ok(request.startsWith(`POST ${instance.path}/login/\n`), request);
      assert.ok(request.includes(`"username": "${person.username}"`), request);
      assert.match(await textOf(panel, 'Answer'), answer);

      const cookies = Object.values(instance.cookies).filter((name) => name !== null);
      if (cookies.length === 0) await panel.getByText(/^None/).waitFor();
      const lines = cookies.length === 0 ? '' : await textOf(panel, 'Cookies set');
      for (const name of cookies) {
        assert.match(lines, new RegExp(`^${name}=\\(\\d+ characters\\);.*HttpOnly`, 'm'), 'its value is hidden');
      }
      for (const { name, value } of await visitor.context.cookies()) {
        if (cookies.includes(name)) assert.ok(!lines.includes(value), `${name} is told to no script`);
      }
      if (token !== null) await panel.getByLabel(token, { exact: true }).waitFor();
      if (token?.startsWith('Claims')) {
        await panel
          .getByLabel(token)
          .getByRole('row', { name: /^exp \d+ \d+ \w+ \d{4}/ })
          .waitFor();
      }
    },
  },
  {
    name: 'copies a request as a curl command that gets the same answer',
    async run(site) {
      const { visitor, person } = await site.visitAsMember({ permissions: ['clipboard-read', 'clipboard-write'] });
      await visitor.fill({ Company: 'It’s "quoted" & $HOME' });
      await visitor.press('Save');
      await visitor.sees('Saved.');
      await visitor.wire().getByRole('button', { name: 'Copy as curl' }).click();
      await visitor.wire().getByRole('button', { name: 'Copied' }).waitFor();
      const command = await visitor.page.evaluate(() => navigator.clipboard.readText());
      assert.ok(command.startsWith(`curl -i -X PATCH '${site.origin}${site.instance.path}/user/'`), command);

      const { stdout } = await run('sh', ['-c', command], {
        env: { PATH: process.env.PATH, ...(await variables(visitor)) },
      });
      const [status, body] = [/^HTTP\/1\.1 (\d+)/.exec(stdout)?.[1], stdout.split('\r\n\r\n').at(-1)];
      const shown = await textOf(visitor.wire(), 'Answer');
      assert.equal(status, '200', stdout);
      assert.deepEqual(JSON.parse(body), JSON.parse(shown.slice(shown.indexOf('{\n'))));
      assert.equal(JSON.parse(body).username, person.username);
    },
  },
];

async function textOf(panel, label) {
  const text = panel.getByLabel(label, { exact: true });
  await text.waitFor();
  return text.textContent();
}

/** What the panel asks the reader of the command for: the values of HttpOnly cookies. */
async function variables(visitor) {
  const cookies = await visitor.context.cookies();
  return Object.fromEntries(
    cookies.map(({ name, value }) => [
      name
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]+/g, '_')
        .replace(/^_/, ''),
      value,
    ]),
  );
}
