/** What stands below the options, command by command. */

export const PROGRAM_HELP = `
MODULE is what your compiler has written, an ES module or CommonJS. It is booted as your application
boots it, with this shell's environment: its hooks run, and nothing listens.

Examples:
  npx nestjs-rest-auth doctor dist/app.module.js
  npx nestjs-rest-auth migrations dist/app.module.js --run
  npx nestjs-rest-auth user:create dist/app.module.js --username ada --email ada@example.com --verified
  npx nestjs-rest-auth doctor --help

Exit codes:
  0   done
  1   doctor --strict found something weak; a migration or statement failed
  2   the application does not boot
  64  the command was used wrongly
  65  what was to be written was refused
  70  a defect of this command
  73  a file could not be written`;

export const DOCTOR_HELP = `
Looked at, for each instance of RestAuthModule: its options (what is named at boot in production), the
module's tables (there, and as this version needs them), the unique index on names and the index on
addresses in your table of users, rows that have expired, and cookies that instances have in common.
Nothing is changed but what your application changes when it boots (synchronize, migrationsRun).

Examples:
  npx nestjs-rest-auth doctor dist/app.module.js
  NODE_ENV=production npx nestjs-rest-auth doctor dist/app.module.js --strict   # before a release
  npx nestjs-rest-auth doctor dist/app.module.js#AppModule --json --mail

Exit codes:
  0   it boots (with --strict: and nothing is weak)
  1   with --strict: something is weak
  2   it does not boot: wrong options are listed, each with its remedy
  64  the command was used wrongly`;

export const MIGRATIONS_HELP = `
Without --run and --write each table is listed: executed, pending, present (made by something else),
lost (executed, and gone), or yours (as the option \`tables\` says).

There are two ways. Either the library's own migrations run: list restAuthMigrations(User) in your data
source, or --run them from here. Or --write puts their statements, for the database that the
application is connected with, into one migration file of yours; then leave restAuthMigrations() out.

Examples:
  npx nestjs-rest-auth migrations dist/app.module.js
  npx nestjs-rest-auth migrations dist/app.module.js --run
  npx nestjs-rest-auth migrations dist/app.module.js --write src/migrations
  npx nestjs-rest-auth migrations dist/app.module.js --write migrations --name StaffTables --format js

Exit codes:
  0   done, or nothing to do
  1   a migration failed, or the table of users is not there yet
  2   the application does not boot
  64  the command was used wrongly
  73  the file could not be written, or is there already`;

export const USER_CREATE_HELP = `
The password is asked for twice and not shown; it is never an argument, which others on the machine
could read. The user is made as a registration makes one: by the options of the module, your register
DTO and your registration strategy, all of it or nothing. Nobody gets a mail, a login or an event.

Examples:
  npx nestjs-rest-auth user:create dist/app.module.js --username ada --email ada@example.com --verified
  npx nestjs-rest-auth user:create dist/app.module.js --username ada --set isStaff=true --set firstName=Ada
  pass show ada | npx nestjs-rest-auth user:create dist/app.module.js --username ada --password-stdin
  npx nestjs-rest-auth user:create dist/app.module.js --username robot --no-password --inactive

Exit codes:
  0    the user was made
  2    the application does not boot
  64   the command was used wrongly
  65   the name, the address or the password was refused: nothing was written
  130  Ctrl+C: nothing was written`;
