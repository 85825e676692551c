// Many tries side by side: most of their time they wait, for a process to start or for the lock of a dead one.

/** Does each job once, `lanes` of them at a time; after the first failure no further one is begun. */
export async function inLanes<Job>(
  lanes: number,
  jobs: readonly Job[],
  lane: () => (job: Job) => Promise<void>,
): Promise<void> {
  const line = jobs.values();
  const failures: unknown[] = [];
  const one = async (): Promise<void> => {
    const work = lane();
    for (const job of line) {
      if (failures.length > 0) return;
      await work(job).catch((failure: unknown) => failures.push(failure));
    }
  };
  await Promise.all(Array.from({ length: lanes }, one));
  if (failures.length > 0) throw failures[0];
}
