import { testAttacks } from '../support/attacks.js';

testAttacks('input');
