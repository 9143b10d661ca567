/**
 * Who renders what next, as pure state machines: the tasks of one export and their leases, the
 * queue of one node, fair shares between exports, failures and backoff.
 *
 * <p>Time and randomness come as arguments; knows no actor, thread or message, so that a simulation
 * runs it as it is. Open {@link io.landfall.schedule.TaskScheduler} first, then {@link
 * io.landfall.schedule.NodeTaskQueue}.
 */
package io.landfall.schedule;
