export class RoundRobin {
  served: number[];
  listen(): Promise<string>;
  add(origin: string): void;
  put(index: number, origin: string): Promise<void>;
  close(): Promise<void>;
}
