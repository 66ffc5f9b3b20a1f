export const formErrors = [
  {
    name: 'tells errors beside their fields, and leads to the first',
    refusals: [400],
    async run(site) {
      const visitor = await site.visit();
      await visitor.open('register');
      await visitor.press('Register');
      await visitor.hasErrorAt('Username', /This field (?:is required|may not be blank)\./);
      await visitor.fill({
        Username: 'ada',
        'E-mail address': 'no address',
        Password: '12345678',
        'Password again': '1',
      });
      await visitor.press('Register');
      await visitor.hasErrorAt('E-mail address', /Enter a valid email address\./);
      await visitor.open('login');
      await visitor.fill({ 'Username or e-mail address': 'nobody', Password: 'nothing' });
      await visitor.press('Log in');
      await visitor.sees('Unable to log in with provided credentials.');
      await visitor.hasFocus(visitor.page.getByRole('alert').filter({ hasText: 'Unable to log in' }));
    },
  },
  {
    name: 'tells the error of a nested field beside it',
    refusals: [400],
    async run(site) {
      const { visitor } = await site.visitAsMember();
      await visitor.fill({ Company: 'x'.repeat(101) });
      await visitor.press('Save');
      await visitor.hasErrorAt('Company', /Ensure this field has no more than 100 characters\./);
    },
  },
];
