package dev.incusoperator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.incusoperator.api.v1alpha1.IncusInstance;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.deploy.Kustomize;
import dev.incusoperator.kube.AuditedKube;
import dev.incusoperator.kube.OperatorProcess;
import dev.incusoperator.report.Servers;
import dev.incusoperator.simulated.Latency;
import dev.incusoperator.simulated.SimulatedHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the operator asks of Kubernetes and of hosts, counted and not timed: by the API server's audit log and by the hosts'
 * own logs. A number here may only become smaller.
 */
@Tag(Servers.KUBE)
@org.junit.jupiter.api.TestInstance(Lifecycle.PER_CLASS)
class BudgetIT {
    private static final int MANY = 60;
    private static final int STORM = 60;

    private final SpentTable table = new SpentTable();
    private final List<CountedPlace> places = new ArrayList<>();
    private Books books;

    @BeforeAll
    void open() {
        assumeTrue(OperatorProcess.isBuilt(), "the operator is not built: mvn package builds it");
        assumeTrue(Kustomize.kubectl().isPresent(), "no kubectl in KUBEBUILDER_ASSETS or on the PATH");
        books = new Books(AuditedKube.orSkip());
        places.addAll(CountedPlace.all());
        places.forEach(books::declare);
    }

    @AfterAll
    void close() {
        if (books != null) {
            System.out.print(table);
            books.close();
        }
        places.forEach(CountedPlace::close);
    }

    private Stream<CountedPlace> places() {
        return places.stream();
    }

    private Stream<CountedPlace> simulated() {
        return places.stream().filter(CountedPlace::isSimulated);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void an_instance_is_made(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        Spent spent = account.spends(() -> account.create(Account.NO_NETWORK).awaitReady());

        int startsApart = place.product() == Product.LXD ? 1 : 0;
        holds("from create to Ready", account, spent, 4 + startsApart, 4 + startsApart);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void an_instance_is_made_and_two_commands_are_run_in_it(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        Spent spent =
                account.spends(() -> account.create(Account.NO_NETWORK + """
                        exec:
                        - {name: first, command: [echo, hello]}
                        - {name: second, command: [echo, again]}
                        """).awaitReady());

        int startsApart = place.product() == Product.LXD ? 1 : 0;
        holds(
                "from create to Ready, with two commands",
                account,
                spent,
                4 + startsApart + 2 * 3,
                4 + startsApart + 2 * 6);
    }

    /** Only where the address is there at once: each look for one that is awaited is a call. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("simulated")
    void an_instance_is_made_and_has_its_address(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        Spent spent = account.spends(() -> account.create("").await("has its address", BudgetIT::hasAddress));

        int startsApart = place.product() == Product.LXD ? 1 : 0;
        holds("from create to Ready and its address", account, spent, 5 + startsApart, 5 + startsApart);
    }

    private static boolean hasAddress(IncusInstance seen) {
        return TestInstance.isReady(seen) && seen.getStatus().instance().ipv4() != null;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void a_changed_key_is_written(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        TestInstance web = account.create(Account.NO_NETWORK + "config: {user.color: green}");
        web.awaitReady();

        Spent spent = account.spends(() -> {
            web.edit("config: {user.color: red}");
            web.awaitReady();
        });

        holds("a config key is changed in the resource", account, spent, 2, 3 + late(place));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void drift_is_mended(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        TestInstance web = account.create(Account.NO_NETWORK + "config: {user.color: green}");
        web.awaitReady();

        Spent spent = account.spends(() -> {
            place.admin().setConfig(web.ref(), "user.color", "red");
            Eventually.isSo(
                    "it is put back",
                    () -> "green".equals(place.admin().get(web.ref()).config().get("user.color")));
            web.await("is Synced again", BudgetIT::isMended);
        });

        holds("a config key is changed on the host and put back", account, spent, 2, 4 + late(place));
    }

    private static boolean isMended(IncusInstance seen) {
        return TestInstance.isReady(seen)
                && seen.getStatus().operation().action().equals("update");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void it_looks_and_there_is_nothing_to_do(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        account.create(Account.NO_NETWORK + "exec: [{name: greet, command: [echo, hello]}]")
                .awaitReady();
        account.lookAgain();

        Spent spent = account.spends(() -> {});

        holds("nothing is to be done", account, spent, 0, 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void an_instance_is_deleted(CountedPlace place, TestReporter reporter) {
        Account account = open(place, reporter);
        TestInstance web = account.create(Account.NO_NETWORK);
        web.awaitReady();

        Spent spent = account.spends(() -> {
            web.delete();
            web.awaitGone();
        });

        // the stop, its look, the look that it is ours still, the deletion, its look
        holds("it is deleted", account, spent, 3, 5 + late(place));
    }

    @Test
    void the_operator_is_restarted(TestReporter reporter) {
        CountedPlace place = CountedPlace.simulated(Product.INCUS);
        books.declare(place);
        try {
            Account account = open(place, reporter);
            makeWithAddresses(MANY, account);

            int mark = place.calls().mark();
            Spent spent = account.spends(() -> {
                books.restartOperator();
                Eventually.isSo(
                        "it has connected",
                        () -> paths(place.calls().since(mark)).contains("GET /1.0/profiles"));
            });

            // the one before may just be looking for more addresses of what has run for less than a minute
            List<String> both = paths(place.calls().since(mark));
            List<String> calls = both.subList(both.lastIndexOf("GET /1.0/events"), both.size());
            Spent all = new Spent(spent.writes(), spent.events(), calls);
            holds("the operator is restarted, with " + MANY + " instances", account, all, 0, 4);
            assertThat(calls)
                    .containsExactlyInAnyOrder(
                            "GET /1.0/events", "GET /1.0", "GET /1.0/instances", "GET /1.0/profiles");
        } finally {
            books.withdraw(place);
            place.close();
        }
    }

    @Test
    void all_instances_of_a_host_are_stopped_at_once_as_by_a_power_cut(TestReporter reporter) {
        SimulatedHost host = SimulatedHost.builder()
                .product(Product.INCUS)
                .latency(Latency.none().with(Latency.Kind.START, Duration.ofSeconds(1)))
                .start();
        CountedPlace place = CountedPlace.of(host);
        books.declare(place);
        try {
            Account account = open(place, reporter);
            List<TestInstance> made = makeWithAddresses(STORM, account);

            Spent spent = account.spends(() -> {
                made.forEach(each -> host.admin().stop(each.name()));
                made.forEach(each -> each.await("was started, and has its address", BudgetIT::wasStarted));
            });

            assertThat(spent.calls()).filteredOn(call -> call.startsWith("PUT")).hasSize(STORM);
            // one starts it, one looks for its address; that it has stopped, and runs again, is listed where many are
            // told of
            holds(STORM + " are stopped at once and started again", account, spent, 2 * STORM, 4 * STORM);
        } finally {
            books.withdraw(place);
            place.close();
        }
    }

    private static List<TestInstance> makeWithAddresses(int count, Account account) {
        List<TestInstance> made =
                IntStream.range(0, count).mapToObj(i -> account.create("")).toList();
        made.forEach(each -> each.await("has its address", BudgetIT::hasAddress));
        account.lookAgain();
        return made;
    }

    private static boolean wasStarted(IncusInstance seen) {
        return hasAddress(seen) && seen.getStatus().operation().action().equals("start");
    }

    /** A real daemon tells of things at times of its own: of one that it tells of late there may be one look more. */
    private static int late(CountedPlace place) {
        return place.isSimulated() ? 0 : 1;
    }

    private static List<String> paths(List<String> calls) {
        return calls.stream().map(call -> call.replaceAll("\\?.*", "")).toList();
    }

    private Account open(CountedPlace place, TestReporter reporter) {
        Servers.ranOn(reporter, books.kube().name());
        Servers.ranOn(reporter, place.name());
        return books.account(place);
    }

    private void holds(String what, Account account, Spent spent, int writes, int calls) {
        table.add(what, account.place().name(), spent, writes, calls);
        account.close();
        assertThat(spent.writes()).as("writes, of %s", spent).hasSizeLessThanOrEqualTo(writes);
        assertThat(spent.calls()).as("calls, of %s", spent).hasSizeLessThanOrEqualTo(calls);
    }
}
