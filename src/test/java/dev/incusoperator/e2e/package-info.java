/**
 * The operator as its users have it: the packaged process, a Kubernetes API, and a host, with nothing in between replaced.
 *
 * <p>One operator serves all classes of a run ({@link dev.incusoperator.e2e.OperatorUnderTest}). A test tells a {@link
 * dev.incusoperator.e2e.Story} on a {@link dev.incusoperator.e2e.Place}: it declares resources, looks at their status as
 * kubectl would, and at the host past the operator. What a story makes is gone at its end, however it ends.
 *
 * <pre>{@code
 * TestInstance web = story.create("web", "exec: [{name: greet, command: [echo, hello]}]");
 * web.awaitReady();
 * assertThat(web.exec("greet").stdout().tail()).isEqualTo("hello\n");
 * }</pre>
 */
package dev.incusoperator.e2e;
