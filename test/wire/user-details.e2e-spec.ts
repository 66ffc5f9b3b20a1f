import { replayArea } from './replay/replay-area.js';

replayArea('user-details');
