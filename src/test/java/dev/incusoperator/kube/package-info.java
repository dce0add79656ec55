/**
 * A Kubernetes API to test and demonstrate against, and the operator as a process of its own.
 *
 * <p>{@link dev.incusoperator.kube.TestKube#get()} gives a test the one API server of this JVM, with the resource definitions
 * installed; {@link dev.incusoperator.kube.KubeLadder} says how it is found. {@link dev.incusoperator.kube.OperatorProcess} runs
 * the built operator against it.
 *
 * <pre>{@code
 * try (TestNamespace namespace = TestKube.get().freshNamespace()) {
 *     TestKube.get().client().resource(instance).inNamespace(namespace.name()).create();
 *     …
 * }
 * }</pre>
 */
package dev.incusoperator.kube;
