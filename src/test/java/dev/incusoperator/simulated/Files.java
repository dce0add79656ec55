package dev.incusoperator.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import java.util.Set;

/** {@code /1.0/instances/NAME/files?path=P} (trap 40). */
final class Files {
    private static final Set<String> DIRECTORIES =
            Set.of("/", "/etc", "/tmp", "/root", "/var", "/usr", "/run", "/srv", "/opt");

    private final Instances instances;
    private final Dialect dialect;
    private final Ranges ranges;

    Files(Instances instances, Dialect dialect) {
        this.instances = instances;
        this.dialect = dialect;
        this.ranges = new Ranges(dialect.product());
    }

    void register(Router router) {
        router.on("GET", "/1.0/instances/{name}/files", this::get);
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

    private Answer get(Call call) {
        Guest guest = instances.find(call).guest();
        String path = path(call);
        Guest.File file = guest.files().get(path);
        if (file != null && !file.type().equals("directory")) {
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
        return headers(Answer.sync(names), new Guest.File(new byte[0], "directory", 0, 0, "0755"));
    }

    private static boolean directory(Guest guest, String path) {
        Guest.File file = guest.files().get(path);
        return DIRECTORIES.contains(path) || file != null && file.type().equals("directory");
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
        SimulatedInstance instance = instances.find(call);
        String path = path(call);
        int slash = path.lastIndexOf('/');
        String parent = slash <= 0 ? "/" : path.substring(0, slash);
        if (!directory(instance.guest(), parent)) {
            throw notFound();
        }
        String prefix = dialect.headerPrefix();
        String type = call.header(prefix + "type").orElse("file");
        Guest.File old = instance.guest().files().get(path);
        byte[] content = call.body();
        if (old != null && call.header(prefix + "write").orElse("").equals("append")) {
            content = Arrays.copyOf(old.content(), old.content().length + call.body().length);
            System.arraycopy(call.body(), 0, content, old.content().length, call.body().length);
        }
        instance.guest()
                .files()
                .put(
                        path,
                        new Guest.File(
                                content,
                                type,
                                Integer.parseInt(call.header(prefix + "uid").orElse("0")),
                                Integer.parseInt(call.header(prefix + "gid").orElse("0")),
                                call.header(prefix + "mode").orElse(type.equals("directory") ? "0755" : "0644")));
        return Answer.done();
    }

    private Answer delete(Call call) {
        if (instances.find(call).guest().files().remove(path(call)) == null) {
            throw notFound();
        }
        return Answer.done();
    }
}
