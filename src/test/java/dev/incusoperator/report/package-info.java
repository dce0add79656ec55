/**
 * Says at the end of a test run which servers it ran against, how many tests ran on each, and why tests were skipped.
 *
 * <p>A test says what it runs on by JUnit tags, on the class or the method:
 *
 * <pre>{@code
 * @Tag(Servers.INCUS)       // the Incus of INCUS_OPERATOR_TEST_INCUS_SOCKET or _URL
 * @Tag(Servers.LXD)         // likewise
 * @Tag(Servers.INCUS7)      // likewise
 * @Tag(Servers.VM)          // virtual machines, on the Incus of INCUS_OPERATOR_TEST_VM_SOCKET or _URL
 * @Tag(Servers.BY_HTTPS)    // beside one of these, where a test uses one transport only; or BY_SOCKET
 * @Tag(Servers.SIMULATED)   // the simulated host of the test tree
 * @Tag(Servers.KUBE)        // TestKube: whatever the ladder found
 * }</pre>
 *
 * <p>It is counted on each of them. Where only the run itself knows (a test with a parameter for the transport, say), it takes
 * JUnit's {@code TestReporter} as a parameter and says so; what is said this way counts instead of the tags:
 *
 * <pre>{@code
 * @ParameterizedTest
 * @MethodSource("servers")
 * void a_listing_is_whole(Server server, TestReporter reporter) {
 *     Servers.ranOn(reporter, server.name());   // "Incus 6.0.4 (https)"
 *     …
 * }
 * }</pre>
 *
 * <p>A test that cannot run ends by a JUnit assumption whose message says what is missing; the report groups by that message.
 */
package dev.incusoperator.report;
