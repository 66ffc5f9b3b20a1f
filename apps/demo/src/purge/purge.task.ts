import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Purge } from 'nestjs-rest-auth';

/** Takes away what has expired, at the start and once an hour. */
@Injectable()
export class PurgeTask implements OnApplicationBootstrap {
  constructor(private readonly purge: Purge) {}

  onApplicationBootstrap(): Promise<void> {
    return this.run();
  }

  @Cron(CronExpression.EVERY_HOUR, { waitForCompletion: true })
  async run(): Promise<void> {
    const counts = await this.purge.run();
    const told = Object.entries(counts).map(([what, count]) => `${what}: ${count}`);
    console.log(`Rows that had expired were taken away (${told.join(', ')}).`);
  }
}
