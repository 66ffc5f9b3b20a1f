export function instanceCount(): number;
