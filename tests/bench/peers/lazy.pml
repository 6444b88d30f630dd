/*
 * lazy.pml - Promela model of Linux' generic lazy-MMU nesting layer over the
 * Xen PV back end, one CPU, T tasks, one interrupt source, full preemption.
 *
 * -DVARIANT=0  v7.0 as released       (per-cpu xen_lazy_mode, BUG_ON on every edge)
 * -DVARIANT=1  v7.0 + tolerant fix    (enter only if !=MMU, leave only if !=NONE)
 * -DVARIANT=2  v7.2                   (no MMU value in the per-cpu mode; current's state decides)
 * -DT=2..4     tasks (programs A,B,A,B)        -DK=0..3  interrupts at most
 * -DR=1..4     rounds of each task's program   -DINITP=1|0 pause_count of a task that has
 *              never run, v7.2 only (0 = what fork's struct copy leaves behind)
 *
 * One Promela transition = one micro-step = one access to state that another
 * context can observe.  irq-off sections (queue append / multicall flush) are
 * one d_step: on one CPU nothing can get in between.
 * -DMACRO=1: a whole context switch, and a whole interrupt, is one transition (same
 * verdicts: nothing can interleave with them on one CPU).
 * -DONLYLEAVE=1 (VARIANT 0): drop the BUG_ON in enter_lazy() so that the search finds
 * the BUG_ON in leave_lazy(), the one in the field report (hypervisor.h:85).
 * -DMUT=1,2: seeded faults (nested disable without flush; switch without final flush), 4: no flush in
 *  pause(prev): shows which flush carries the switch invariant.
 * Same state graph as lazy_model.h.
 */
#ifndef VARIANT
#define VARIANT 0
#endif
#ifndef T
#define T 2
#endif
#ifndef K
#define K 0
#endif
#ifndef R
#define R 1
#endif
#ifndef INITP
#define INITP 1
#endif
#ifndef MACRO
#define MACRO 0
#endif
#ifndef MUT
#define MUT 0
#endif

#define NONE 0
#define MMU  1
#define CPUM 2
#define QMAX 4
#define CMAX 3			/* 2-bit counters: saturation is an error */
#define C_TASK 0
#define C_IRQ  1
#define C_SW   2

unsigned mode  : 2;		/* per-cpu xen_lazy_mode / xen_cpu_lazy_mode */
unsigned pre   : 2;		/* preempt_count */
unsigned ctx   : 2;		/* who executes: task, irq, scheduler */
unsigned cur   : 2;		/* current */
unsigned nxt   : 2;		/* next, inside a switch */
unsigned kleft : 3 = K;
unsigned qn    : 3;		/* multicall queue length */
bit  fin[T];
byte q[QMAX];			/* (pte index << 2) | value; pte index = 2*owner + i */
byte en[T];			/* lazy_mmu_state.enable_count */
#if VARIANT == 2 && INITP == 1	/* the switch code holds every non-running task paused */
#if T == 2
byte pz[T] = { 0, 1 };
#elif T == 3
byte pz[T] = { 0, 1, 1 };
#else
byte pz[T] = { 0, 1, 1, 1 };
#endif
#else
byte pz[T];			/* lazy_mmu_state.pause_count */
#endif
byte pte[2*T+1];		/* page-table memory; last one belongs to the irq */

#if VARIANT == 2
#define LAZY(t)	(en[t] > 0 && pz[t] == 0)
#else
#define LAZY(t)	(mode == MMU)
#endif

inline do_flush() {		/* xen_mc_flush(): irqs off; only used inside d_step */
	if :: (qn > 0) -> pte[q[0] >> 2] = q[0] & 3; q[0] = 0 :: else fi;
	if :: (qn > 1) -> pte[q[1] >> 2] = q[1] & 3; q[1] = 0 :: else fi;
	if :: (qn > 2) -> pte[q[2] >> 2] = q[2] & 3; q[2] = 0 :: else fi;
	if :: (qn > 3) -> pte[q[3] >> 2] = q[3] & 3; q[3] = 0 :: else fi;
	qn = 0
}

inline arch_enter(t) {		/* v7.0 and tolerant only */
#if VARIANT == 0
#ifdef ONLYLEAVE
	(mode == NONE || mode == MMU);
#else
	assert(mode == NONE);			/* BUG_ON in enter_lazy() */
#endif
	mode = MMU
#else
	pre++;
	if
	:: (mode == MMU)
	:: d_step { (mode != MMU) -> assert(mode == NONE) };
	   mode = MMU
	fi;
	pre--
#endif
}

inline arch_leave(post) {
	pre++;
	d_step { do_flush() };
#if VARIANT == 0
	assert(mode == MMU);			/* BUG_ON in leave_lazy() */
	mode = NONE;
#elif VARIANT == 1
	if
	:: (mode == NONE)
	:: d_step { (mode != NONE) -> assert(mode == MMU) };
	   mode = NONE
	fi;
#endif
	d_step { pre--; assert(post) }
}

inline arch_flush(post) {
	pre++;
#if VARIANT == 2
#if MUT == 1					/* nested disable() does not flush */
	(true);
#else
	d_step { do_flush() };
#endif
#else
	if
	:: (mode != MMU)
	:: (mode == MMU); d_step { do_flush() }
	fi;
#endif
	d_step { pre--; assert(post) }
}

inline enable(t) {
	if
	:: (pz[t] > 0)
	:: (pz[t] == 0);
	   if
#if VARIANT == 2
	   :: d_step { (en[t] == 0) -> en[t] = 1 }
#else
	   :: d_step { (en[t] == 0) -> en[t] = 1 }; arch_enter(t)
#endif
	   :: d_step { (en[t] > 0) -> assert(en[t] < CMAX); en[t]++ }
	   fi
	fi
}

/* x,y: what the documented contract promises is in page-table memory now */
inline disable(t, x, y) {
	if
	:: (pz[t] > 0)
	:: (pz[t] == 0);
	   if
	   :: d_step { (en[t] <= 1) -> assert(en[t] > 0); en[t] = 0 };
	      arch_leave(qn == 0 && pte[2*t] == x && pte[2*t+1] == y)
	   :: d_step { (en[t] > 1) -> en[t]-- };
	      arch_flush(qn == 0 && pte[2*t] == x && pte[2*t+1] == y)
	   fi
	fi
}

inline pause(t) {
	if
	:: d_step { (pz[t] > 0) -> assert(pz[t] < CMAX); pz[t]++ }
	:: d_step { (pz[t] == 0) -> pz[t] = 1 };
	   if
	   :: (en[t] == 0)
	   :: (en[t] > 0); arch_leave(qn == 0)
	   fi
	fi
}

inline resume(t) {
	if
	:: d_step { (pz[t] != 1) -> assert(pz[t] > 0); pz[t]-- }
#if VARIANT == 2
	:: d_step { (pz[t] == 1) -> pz[t] = 0 }
#else
	:: d_step { (pz[t] == 1) -> pz[t] = 0 };
	   if
	   :: (en[t] == 0)
	   :: (en[t] > 0); arch_enter(t)
	   fi
#endif
	fi
}

inline setpte(t, i, v) {
	if
	:: (!LAZY(t));
	   d_step { assert(qn == 0); pte[2*t+i] = v }	/* direct hypercall */
	:: (LAZY(t));
	   d_step {					/* xen_mc_batch(): irqs off */
		if :: (qn == QMAX) -> do_flush() :: else fi;
		assert(qn == 0 || (q[0] >> 3) == t);	/* only our own updates pending */
		q[qn] = ((2*t+i) << 2) | v; qn++;
		if :: (!LAZY(t)) -> do_flush() :: else fi	/* xen_mc_issue() */
	   }
	fi
}

inline progA(t) {
	enable(t);
	setpte(t, 0, 1);
	enable(t);
	setpte(t, 1, 1);
	pause(t);
	setpte(t, 0, 2);
	resume(t);
	disable(t, 2, 1);
	setpte(t, 1, 2);
	disable(t, 2, 2)
}

inline progB(t) {		/* overflows the 4-slot queue */
	enable(t);
	setpte(t, 0, 1);
	setpte(t, 1, 1);
	setpte(t, 0, 2);
	setpte(t, 1, 2);
	setpte(t, 0, 1);
	enable(t);
	disable(t, 1, 2);
	setpte(t, 1, 1);
	disable(t, 1, 1)
}

#if R == 1
#define BODY(p,t) p(t)
#elif R == 2
#define BODY(p,t) p(t); p(t)
#elif R == 3
#define BODY(p,t) p(t); p(t); p(t)
#else
#define BODY(p,t) p(t); p(t); p(t); p(t)
#endif

active proctype Task0() provided (ctx == C_TASK && cur == 0)
{
	BODY(progA, 0);
	fin[0] = 1;
end:	false
}
active proctype Task1() provided (ctx == C_TASK && cur == 1)
{
	BODY(progB, 1);
	fin[1] = 1;
end:	false
}
#if T >= 3
active proctype Task2() provided (ctx == C_TASK && cur == 2)
{
	BODY(progA, 2);
	fin[2] = 1;
end:	false
}
#endif
#if T >= 4
active proctype Task3() provided (ctx == C_TASK && cur == 3)
{
	BODY(progB, 3);
	fin[3] = 1;
end:	false
}
#endif

inline start_switch(n) {	/* xen_start_context_switch(prev), irqs off */
	ctx = C_SW; nxt = n;
#if VARIANT == 2
	assert(pz[cur] < CMAX);
	pz[cur] = pz[cur] + 1;
#if MUT != 4					/* 4: switch does not flush in pause(prev) - still fine */
	if :: (pz[cur] == 1 && en[cur] > 0) -> do_flush() :: else fi;
#endif
#else
	if :: (mode == MMU) -> do_flush(); mode = NONE :: else fi;
#endif
	assert(mode == NONE);			/* enter_lazy(CPU) */
	mode = CPUM
}

inline end_switch() {		/* xen_end_context_switch(next) */
#if MUT != 2					/* 2: no xen_mc_flush() at the end of a switch */
	do_flush();
#endif
	assert(mode == CPUM); mode = NONE;	/* leave_lazy(CPU) */
#if VARIANT == 2
	assert(pz[cur] > 0);
	pz[cur] = pz[cur] - 1;
#else
	if :: (en[cur] > 0 && pz[cur] == 0) -> mode = MMU :: else fi;
#endif
	assert(qn == 0);			/* the next task never sees the previous one's queue */
	ctx = C_TASK
}

#if MACRO == 1
#define SWITCH(n) start_switch(n); cur = nxt; nxt = 0; end_switch()
#else
#define SWITCH(n) start_switch(n)
#endif

active proctype Sched()
{
endl:	if
	:: d_step { (ctx == C_TASK && pre == 0 && cur != 0 && !fin[0]) -> SWITCH(0) }
	:: d_step { (ctx == C_TASK && pre == 0 && cur != 1 && !fin[1]) -> SWITCH(1) }
#if T >= 3
	:: d_step { (ctx == C_TASK && pre == 0 && cur != 2 && !fin[2]) -> SWITCH(2) }
#endif
#if T >= 4
	:: d_step { (ctx == C_TASK && pre == 0 && cur != 3 && !fin[3]) -> SWITCH(3) }
#endif
	fi;
#if MACRO == 0
	d_step { cur = nxt; nxt = 0 };		/* switch_to() */
	d_step { end_switch() };
#endif
	goto endl
}

#if K > 0
active proctype Irq()
{
#if MACRO == 1
endl:	do
	:: d_step { (ctx == C_TASK && kleft > 0) -> kleft--; pte[2*T] = (kleft + 1) % 3 }
	od
#else
endl:	do
	:: d_step { (ctx == C_TASK && kleft > 0) -> ctx = C_IRQ; kleft-- };
	   assert(ctx == C_IRQ);		/* enable(): in_interrupt() -> return */
	   pte[2*T] = (kleft + 1) % 3;		/* set_pte(): not lazy in irq -> direct */
	   assert(ctx == C_IRQ);		/* disable(): in_interrupt() -> return */
	   ctx = C_TASK				/* iret */
	od
#endif
}
#endif
