import { replayArea } from './replay/replay-area.js';

replayArea('email-verification');
