// The engine of Lazy MMU Lab without a screen: a simulated kernel to step through (Player), and a
// search over every schedule of a program on it (Engine).
//
//   import { Player } from "lazymmu-engine";
//   const player = await Player.load();
//   player.open("lazy_mmu_mode_enable();", { arch: "arm64" });
//   while (player.state().step < player.state().steps) console.log(player.step().tasks);
//
//   import { Engine } from "lazymmu-engine";
//   const engine = await Engine.load();
//   const report = await engine.run({
//     arch: "x86", kernel: "v7.0", tasks: 2,
//     program: "lazy_mmu_mode_enable(); set_pte_at(KERNEL, 7, \"pw\"); lazy_mmu_mode_disable();",
//   });
//   if (report.verdict === "violated") console.log(report.violations, engine.lesson());

export type ArchName = "arm64" | "powerpc" | "sparc" | "x86";
export type KernelName = "v6.12" | "v6.18" | "v7.0" | "v7.1" | "v7.2" | "v7.3";
export type PatchName = "revert-291b3abed657" | "ctxsw-pause-resume" | "tolerate";
export type InvariantName =
  | "stale_use" | "not_in_effect" | "read_pending" | "batch_left_behind" | "sleep_in_section"
  | "unbalanced_exit" | "counter_wrap" | "kernel_bug" | "hypercall_failed" | "batching_lost"
  | "pause_ignored";

/** What to explore. Only the program and the architecture must be said. */
export interface Plan {
  /** A script, as the playground has it: statements, or task blocks and handlers. */
  program: string;
  arch: ArchName;
  /** What messages call the program. */
  title?: string;
  /** Default: v7.0. */
  kernel?: KernelName;
  /** Single changes on top of the kernel. */
  patches?: PatchName[];
  /** Assumptions of the architecture by name, such as preempt_disable. */
  options?: Record<string, number>;
  /** 1 to 4. Default: 1. */
  cpus?: number;
  /** 1 to 8, for a script without task blocks. 0: as the script says, two for one without. */
  tasks?: number;
  /** Interrupts, and migrations, that may happen in one schedule: 0 to 8. */
  irqs?: number;
  migrations?: number;
  /** The pause_count of tasks that have not run yet: 0 as forked, 1 as switched out before. */
  task_init_pause?: number;
  /** Bounds. 0 states: any number. Default: 512 MiB. */
  max_states?: number;
  max_bytes?: number;
  max_depth?: number;
  /** Take forced moves at once: fewer states, and perhaps not the shortest schedule. */
  reduce?: boolean;
  /** Which promises count. Default: all whose breach is wrong, and not only slow or risky. */
  invariants?: InvariantName[];
  /** A routine: only what breaks while it runs counts. */
  inside?: string;
}

export interface Report {
  /** "holds" only when every reachable state was seen. */
  verdict: "running" | "holds" | "violated" | "inconclusive";
  states: number;
  transitions: number;
  /** Lines from the start to the states that are being expanded. */
  depth: number;
  /** States that wait to be expanded. */
  frontier: number;
  bytes: number;
  peak_bytes: number;
  /** Of one machine. */
  state_bytes: number;
  /** Spent in the search. */
  milliseconds: number;
  /** What "holds" does not say: promises, or parts of them, that are not judged on this machine. */
  not_judged: { invariant: InvariantName; text: string }[];
  /** Of an inconclusive search: "max_states", "max_bytes", or a capacity of the machine. */
  bound?: string;
  /** Of a violated one: what its last line breaks. */
  violations?: InvariantName[];
  /** ... and its choices, packed; a form for programs of the same version. */
  schedule?: string;
}

/** A plan cannot be explored; the message says where it is wrong and what was expected. */
export class PlanError extends Error {}

export class Engine {
  /** Source: the module's address, its bytes, or the compiled module. Default: beside this file. */
  static load(source?: string | URL | BufferSource | WebAssembly.Module): Promise<Engine>;

  /** Begins a search; the one before is dropped. A text is a plan as JSON. Throws PlanError. */
  explore(plan: Plan | string): void;
  /** Tries about this many steps; false when the search has ended. */
  slice(transitions?: number): boolean;
  /** How the search stands; news() is the same as JSON text. */
  report(): Report;
  news(): string;
  /** The shortest counterexample as the text of a lesson; "" if there is none. */
  lesson(id?: string): string;
  /** Drops the search. A module's memory never shrinks: to give it back, drop the engine. */
  end(): void;

  /**
   * A whole search in slices of about `busy` milliseconds; the event loop runs between them.
   * Calls onProgress every so many milliseconds. When the signal is aborted, the report is that of
   * a search that still runs.
   */
  run(plan: Plan | string, options?: {
    signal?: AbortSignal;
    onProgress?: (report: Report) => void;
    every?: number;
    busy?: number;
  }): Promise<Report>;
}

/** What a task of the simulated kernel has. */
export interface TaskState {
  name: string;
  enable_count: number;
  pause_count: number;
  preempt_count: number;
  in_irq: number;
  thread_flags: number;
  exited: boolean;
}

/** A question of the lesson step that is shown. */
export interface QuizState {
  ask: string;
  options: string[];
  hints: string[];
  standing: "open" | "solved" | "revealed";
  tries: number;
  reply: string;
  /** Once it is known. */
  answer?: number;
  explain?: string;
}

/** What is open, and where in it we are. */
export interface RunState {
  mode: "empty" | "lesson" | "playground";
  /** Messages for a reader; "" if there is none. */
  error: string;
  notice: string;
  lesson: string;
  title?: string;
  arch: ArchName | "";
  kernel: KernelName | "";
  /** Lines that have run, and all lines of the run. */
  step: number;
  steps: number;
  lesson_step?: number;
  lesson_steps?: number;
  /** Equal digests: equal states, here and in every other build of the program. */
  digest: string;
  /** Who runs next. */
  cpu?: string;
  task?: string;
  tasks?: TaskState[];
  batch?: { name: string; used: number; capacity: number };
  quiz?: QuizState | null;
  /** A promise that is broken here. */
  hazard?: { name: string; title: string; why: string; where: string; step: number } | null;
}

/** Something that happened. What other fields there are depends on its kind and name. */
export interface RunEvent {
  kind: string;
  name?: string;
  /** One sentence. */
  text: string;
  [field: string]: string | number | undefined;
}

/** It cannot be done, and nothing has changed; the message says why. */
export class RunError extends Error {}

export class Player {
  /** Source: as for Engine. Each player has a machine of its own. */
  static load(source?: string | URL | BufferSource | WebAssembly.Module): Promise<Player>;

  /** A lesson (an object or its JSON text), a saved session, or a script. Throws RunError. */
  open(text: string | object, options?: {
    name?: string;
    arch?: ArchName;
    kernel?: KernelName;
  }): RunState;
  /** One line; over a call; out of a routine; a lesson's step, or a script's statement. */
  step(how?: { by?: "line" | "over" | "out" | "lesson"; back?: boolean }): RunState;
  seek(position: number): RunState;
  lessonStep(n: number): RunState;
  home(): RunState;
  end(): RunState;
  /** The same place on another machine. */
  set(machine: { arch?: ArchName; kernel?: KernelName }): RunState;
  /** To the question that is shown: a number, or the letter of a choice. */
  answer(value: number | string): RunState;
  /** A command line of the program, such as "back lesson". */
  command(line: string): RunState;
  state(): RunState;
  /** A value by its path, such as "task.A.lazy", "batch.used" or "pte(KERNEL).pfn". */
  query(path: string): number | string;
  /** What happened between two positions; without them, in the last line. */
  events(from?: number, to?: number): RunEvent[];
  /** Everything that is open, as a text that open() takes. */
  saved(): string;
}
