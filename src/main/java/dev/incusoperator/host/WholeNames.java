package dev.incusoperator.host;

import dev.incusoperator.client.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Resolves names as they are written, without the search list of the operator's pod, by which {@code kubernetes.default} is a service
 * of the cluster. What a service or a pod is called in full is not resolved either. For hosts that a tenant names.
 */
final class WholeNames implements NameResolver {
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    /** The last label of what some resolvers take for an IPv4 address in another spelling: one number, hexadecimal, octal. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private final NameResolver resolver;

    WholeNames(NameResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public List<InetAddress> resolve(String name) throws UnknownHostException {
        String written = name.toLowerCase(Locale.ROOT);
        if (written.contains(":") || IPV4.matcher(written).matches()) {
            return resolver.resolve(name);
        }
        String whole = written.endsWith(".") ? written.substring(0, written.length() - 1) : written;
        List<String> labels = Arrays.asList(whole.split("\\.", -1));
        String last = labels.get(labels.size() - 1);
        if (labels.size() == 1
                || labels.contains("svc")
                || labels.contains("pod")
                || last.equals("local")
                || last.equals("localhost")
                || NUMBER.matcher(last).matches()) {
            throw new UnknownHostException(name);
        }
        return resolver.resolve(whole + ".");
    }
}
