/**
 * Shows the operator at work on real servers: {@code dev/demo} runs {@link dev.incusoperator.demo.Demo}. It starts the built
 * operator as a process against the first Kubernetes API of the ladder, applies {@code deploy/examples/}, waits, and prints
 * what a user would see.
 */
package dev.incusoperator.demo;
