import { replayArea } from './replay/replay-area.js';

replayArea('throttling');
