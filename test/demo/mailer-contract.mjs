import { NestMailer } from 'nestjs-rest-auth';
import { mailerContract } from 'nestjs-rest-auth/testing';

/** Runs the contract of the mailer on the built package's default, over a transport of nodemailer's that keeps what it is given. */
export async function keepMailerContract() {
  for (const { name, run } of mailerContract(nestMailer)) {
    await run();
    console.log(`the default mailer ${name}`);
  }
}

function nestMailer() {
  const taken = [];
  let isWorking = true;
  const transport = {
    name: 'shelf',
    version: '1',
    send: ({ data }, done) => {
      if (!isWorking) return done(new Error('The mail server is down.'));
      const { from, to, subject, text, html } = data;
      taken.push({ from, to: to.address, subject, text, html });
      return done(null, {});
    },
  };
  const mailer = new NestMailer({ mail: { transport } });
  return {
    mailer,
    taken: () => taken,
    setWorking: (works) => {
      isWorking = works;
    },
    close: () => mailer.onModuleDestroy(),
  };
}
