package dev.incusoperator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.incusoperator.client.contract.RealServer;
import dev.incusoperator.client.contract.RealServer.By;
import dev.incusoperator.client.model.ServerInfo.Product;
import dev.incusoperator.client.support.MarkdownBlocks;
import dev.incusoperator.client.support.MarkdownBlocks.Block;
import dev.incusoperator.client.support.ServerTokens;
import dev.incusoperator.report.Servers;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every code block of docs/client.md, compiled and run in order, and what it prints compared with what the page says. */
class ClientGuideTest {
    private static final Path PAGE = Path.of("docs", "client.md");

    @TempDir
    Path directory;

    @Test
    @Tag(Servers.INCUS)
    void the_page_works_through_on_incus() throws Exception {
        runThrough(Product.INCUS);
    }

    @Test
    @Tag(Servers.LXD)
    void the_page_works_through_on_lxd() throws Exception {
        runThrough(Product.LXD);
    }

    @Test
    @Tag(Servers.INCUS)
    void the_lines_for_jshell_work() throws Exception {
        RealServer server = RealServer.orSkip(Product.INCUS, By.SOCKET);
        String lines = MarkdownBlocks.of(PAGE).stream()
                .filter(block -> block.kind().equals("jshell"))
                .map(Block::text)
                .collect(Collectors.joining());
        assertThat(lines.lines()).hasSizeLessThanOrEqualTo(10);
        Path script = Files.writeString(
                directory.resolve("lines.jsh"), lines.replace("/var/lib/incus/unix.socket", server.variable("SOCKET")));

        Process jshell = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jshell")
                                .toString(),
                        "-s",
                        "--class-path",
                        classPath(),
                        script.toString())
                .redirectErrorStream(true)
                .start();
        jshell.getOutputStream().close();
        String output = new String(jshell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(jshell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output)
                .contains("INCUS " + server.variable("VERSION"))
                .contains("/1.0/projects/default")
                .doesNotContain("Error")
                .doesNotContain("Exception");
    }

    private void runThrough(Product product) throws Exception {
        RealServer server = RealServer.orSkip(product, By.HTTPS);
        List<Block> blocks = MarkdownBlocks.of(PAGE);
        try (ServerTokens tokens =
                new ServerTokens(RealServer.orSkip(product, By.SOCKET).client())) {
            Map<String, String> here = whatThePageNames(server, tokens);
            Path classes = compile(program(blocks, here));
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            Consumer<Integer> check = index -> compare(blocks, index, printed, here);
            run(classes, new PrintStream(printed, true, StandardCharsets.UTF_8), check);
        }
    }

    /** What the page says, and what stands for it in this run; longer texts first, since some contain others. */
    private static Map<String, String> whatThePageNames(RealServer server, ServerTokens tokens) {
        Map<String, String> here = new LinkedHashMap<>();
        String url = server.variable("URL");
        here.put("https://10.1.2.8:8443", url);
        here.put("https://localhost:8443", url.replace("127.0.0.1", "localhost"));
        here.put("/home/me/.config/incus/servercerts/server.crt", server.variable("SERVER_CERT"));
        here.put("/home/me/.config/incus/client.crt", server.variable("CLIENT_CERT"));
        here.put("/home/me/.config/incus/client.key", server.variable("CLIENT_KEY"));
        here.put("/var/lib/incus/unix.socket", server.variable("SOCKET"));
        here.put(
                "b46951079ff5ebbd6d24fb2bd5f8b0a1b1f63f0b6bd95c1b7ae969e78c85e7b8",
                server.variable("SERVER_FINGERPRINT"));
        here.put("eyJjbGllbnRfbmFtZSI6ImxhcHRvcCJ9", tokens.make("guide-test"));
        here.put("https://images.linuxcontainers.org", server.variable("IMAGE_SERVER"));
        here.put("debian/12", "busybox/1.35");
        here.put("test-instance-3", "guide-" + UUID.randomUUID().toString().substring(0, 8));
        return here;
    }

    private static String program(List<Block> blocks, Map<String, String> here) {
        StringBuilder imports = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block.kind().equals("java imports")) {
                imports.append(block.text());
            } else if (block.kind().equals("java")) {
                body.append(block.text()).append("check.accept(").append(i).append(");\n");
            }
        }
        String code = body.toString().replace("System.out", "out");
        for (Map.Entry<String, String> entry : here.entrySet()) {
            assertThat(code).as("the page").contains(entry.getKey());
            code = code.replace(entry.getKey(), entry.getValue());
        }
        return imports + "public class Guide {\n"
                + "public static void run(java.io.PrintStream out, java.util.function.Consumer<Integer> check)"
                + " throws Exception {\n" + code + "}\n}\n";
    }

    private Path compile(String program) throws Exception {
        Path source = Files.writeString(directory.resolve("Guide.java"), program);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        complaints,
                        complaints,
                        "-proc:none",
                        "-cp",
                        classPath(),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(result).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
        return classes;
    }

    private static void run(Path classes, PrintStream out, Consumer<Integer> check) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ClientGuideTest.class.getClassLoader())) {
            loader.loadClass("Guide")
                    .getMethod("run", PrintStream.class, Consumer.class)
                    .invoke(null, out, check);
        } catch (InvocationTargetException e) {
            throw new AssertionError("the page does not work through: " + e.getCause(), e.getCause());
        }
    }

    private static void compare(
            List<Block> blocks, int index, ByteArrayOutputStream printed, Map<String, String> here) {
        boolean says = index + 1 < blocks.size() && blocks.get(index + 1).kind().equals("output");
        if (says) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(asOnThePage(printed, here))
                            .isEqualTo(blocks.get(index + 1).text().strip()));
        }
        printed.reset();
    }

    private static String asOnThePage(ByteArrayOutputStream printed, Map<String, String> here) {
        String text = printed.toString(StandardCharsets.UTF_8);
        for (Map.Entry<String, String> entry : here.entrySet()) {
            text = text.replace(entry.getValue(), entry.getKey());
        }
        return text.lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .strip();
    }

    /** Without what is no directory or jar (a POM, say), which jshell refuses. */
    private static String classPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar") || Files.isDirectory(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
