/**
 * Faults on purpose. A {@link dev.incusoperator.chaos.Wire} stands between an operator and a server, recognises each call in
 * the bytes that pass, keeps a {@link dev.incusoperator.chaos.CallRecord} of them, and has a
 * {@link dev.incusoperator.chaos.Trouble} decide what becomes of each: passed on, cut off, halved, garbled, sent twice, held
 * up, or the occasion to kill whoever sent it.
 */
package dev.incusoperator.chaos;
