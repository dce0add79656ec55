package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import java.util.Set;

/** {@code /1.0/instances/NAME/files?path=P} (trap 40). */
final class Files {
    private static final Set<String> DIRECTORIES =
            Set.of("/", "/etc", "/tmp", "/root", "/var", "/usr", "/run", "/srv", "/opt");

    private static final String DIRECTORY = "directory";

    private final Instances instances;
    private final Dialect dialect;
    private final Ranges ranges;
    private final Faults faults;

    Files(Instances instances, Dialect dialect, Faults faults) {
        this.instances = instances;
        this.faults = faults;
        this.dialect = dialect;
        this.ranges = new Ranges(dialect.product());
    }

    void register(Router router) {
        router.on("GET", "/1.0/instances/{name}/files", this::get);
        router.on("HEAD", "/1.0/instances/{name}/files", this::head);
        router.on("POST", "/1.0/instances/{name}/files", this::post);
        router.on("DELETE", "/1.0/instances/{name}/files", this::delete);
    }

    private static String path(Call call) {
        String path = call.query().getOrDefault("path", "");
        if (path.isEmpty()) {
            throw new Refusal(400, "Missing path argument");
        }
        return path;
    }

    private static Refusal notFound() {
        return new Refusal(404, "Not Found");
    }

    private Guest guest(Call call) {
        SimulatedInstance instance = instances.find(call);
        if (instance.virtualMachine() && !instance.guest().agentReady()) {
            throw new Refusal(500, instance.active() ? "VM agent isn't currently running" : "Instance is not running");
        }
        return instance.guest();
    }

    /** Without the body that GET would give. */
    private Answer head(Call call) {
        Guest guest = guest(call);
        String path = path(call);
        Guest.File file = guest.files().get(path);
        if (file == null && !directory(guest, path)) {
            throw notFound();
        }
        return headers(
                Answer.done().withBody(new byte[0]),
                file == null ? new Guest.File(new byte[0], DIRECTORY, 0, 0, "0755") : file);
    }

    private Answer get(Call call) {
        Guest guest = guest(call);
        String path = path(call);
        Guest.File file = guest.files().get(path);
        if (file != null && !file.type().equals(DIRECTORY)) {
            return headers(ranges.answer(call, path.substring(path.lastIndexOf('/') + 1), file.content()), file);
        }
        if (!directory(guest, path)) {
            throw notFound();
        }
        ArrayNode names = Json.array();
        String prefix = path.equals("/") ? "/" : path + "/";
        guest.files().keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0)
                .forEach(name -> names.add(name.substring(prefix.length())));
        return headers(Answer.sync(names), new Guest.File(new byte[0], DIRECTORY, 0, 0, "0755"));
    }

    private static boolean directory(Guest guest, String path) {
        Guest.File file = guest.files().get(path);
        return DIRECTORIES.contains(path) || file != null && file.type().equals(DIRECTORY);
    }

    private Answer headers(Answer answer, Guest.File file) {
        String prefix = dialect.headerPrefix();
        return answer.with(prefix + "uid", String.valueOf(file.uid()))
                .with(prefix + "gid", String.valueOf(file.gid()))
                .with(prefix + "mode", file.mode())
                .with(prefix + "type", file.type())
                .with(prefix + "modified", "2023-11-14 22:13:20 +0000 UTC");
    }

    private Answer post(Call call) {
        Guest guest = guest(call);
        String path = path(call);
        String prefix = dialect.headerPrefix();
        String type = call.header(prefix + "type").orElse("file");
        requireParent(guest, path);
        if (directory(guest, path)) {
            return alreadyThere(path, type);
        }
        if (faults.diskFull()) {
            throw new Refusal(500, "sftp: \"write " + path + ": no space left on device\" (SSH_FX_FAILURE)");
        }
        Guest.File old = guest.files().get(path);
        byte[] content = call.body();
        if (old != null && call.header(prefix + "write").orElse("").equals("append")) {
            content = Arrays.copyOf(old.content(), old.content().length + call.body().length);
            System.arraycopy(call.body(), 0, content, old.content().length, call.body().length);
        }
        // what is there keeps its owner and mode
        guest.files()
                .put(
                        path,
                        old != null
                                ? old.withContent(content)
                                : new Guest.File(
                                        content,
                                        type,
                                        Integer.parseInt(
                                                call.header(prefix + "uid").orElse("0")),
                                        Integer.parseInt(
                                                call.header(prefix + "gid").orElse("0")),
                                        call.header(prefix + "mode")
                                                .map(Files::permissions)
                                                .orElse(type.equals(DIRECTORY) ? "0755" : "0644")));
        return Answer.done();
    }

    private static void requireParent(Guest guest, String path) {
        int slash = path.lastIndexOf('/');
        String parent = slash <= 0 ? "/" : path.substring(0, slash);
        if (guest.files().containsKey(parent)
                && !guest.files().get(parent).type().equals(DIRECTORY)) {
            throw new Refusal(500, "sftp: \"open " + path + ": not a directory\" (SSH_FX_FAILURE)");
        }
        if (!directory(guest, parent)) {
            throw notFound();
        }
    }

    /** A directory that is there is made again without a word, and stays as it is. */
    private static Answer alreadyThere(String path, String type) {
        if (type.equals(DIRECTORY)) {
            return Answer.done();
        }
        throw new Refusal(500, "sftp: \"open " + path + ": is a directory\" (SSH_FX_FAILURE)");
    }

    /** Octal with a 0 in front, decimal without; nothing but permissions is set. */
    private static String permissions(String mode) {
        return String.format(java.util.Locale.ROOT, "%04o", Integer.decode(mode) & 0777);
    }

    private Answer delete(Call call) {
        if (guest(call).files().remove(path(call)) == null) {
            throw notFound();
        }
        return Answer.done();
    }
}
