/** Document that is there while a proof is under way or was cut off. By itself, so that a start looks for it without loading the engine. */
export const markerName = 'running.json';
