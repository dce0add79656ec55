package dev.incusoperator.api.v1alpha1;

/** Schema rules that more than one field has, and the sentences that refuse. CEL: see the Kubernetes page "Common Expression Language". */
final class Rules {
    static final int NAME_LENGTH = 63;
    static final int RESOURCE_NAME_LENGTH = 253;
    static final int PATH_LENGTH = 4096;
    static final int TEXT_LENGTH = 65_536;

    static final String INSTANCE_NAME = "self.matches('^[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$')";
    static final String INSTANCE_NAME_SAYS =
            "write an instance's name: letters, digits and hyphens, at most 63 of them, "
                    + "beginning with a letter and not ending with a hyphen, such as web-1";

    static final String PROJECT = "self.matches('^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$')";
    static final String PROJECT_SAYS =
            "write a project's name: letters, digits, dots and hyphens, beginning and ending with "
                    + "a letter or digit, such as team-a";

    static final String WORD = "self.matches('^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$')";
    static final String WORD_SAYS =
            "write a name of letters, digits, dots, underscores and hyphens, beginning and ending with "
                    + "a letter or digit, such as images";

    static final String LABEL = "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')";
    static final String LABEL_SAYS =
            "write a name of lower-case letters, digits and hyphens, beginning and ending with a letter "
                    + "or digit, such as install-nginx";

    static final String RESOURCE_NAME = "self.matches('^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$')";
    static final String RESOURCE_NAME_SAYS =
            "write the name of a Kubernetes object: lower-case letters, digits, dots and hyphens, "
                    + "beginning and ending with a letter or digit, such as my-host";

    static final String KEY = "self.matches('^[a-zA-Z0-9._-]+$')";
    static final String KEY_SAYS =
            "write a key of the object's data: letters, digits, dots, underscores and hyphens, such as token";

    static final String DURATION = "self.matches('^([0-9]{1,4}h)?([0-9]{1,6}m)?([0-9]{1,8}s)?$') && self != '' "
            + "&& duration(self) >= duration('1s') && duration(self) <= duration('24h')";
    static final String DURATION_SAYS =
            "write a duration from 1s to 24h in hours, minutes and seconds as whole numbers, "
                    + "such as 90s, 5m or 1h30m";

    static final String HTTPS_URL = "self.matches('^https://[^/?#\\\\s]+(/[^?#\\\\s]*)?$')";
    static final String HTTPS_URL_SAYS = "write an https:// URL, such as https://images.linuxcontainers.org";

    private static final String HOST = "([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\\\[[0-9a-fA-F:.]+\\\\])";
    private static final String PORT =
            "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";
    static final String ADDRESSES = "self.all(a, a.matches('^https://" + HOST + ":" + PORT + "$'))";
    static final String ADDRESSES_SAYS =
            "write each address as https://HOST:PORT, with scheme and port and nothing after it, "
                    + "such as https://10.1.2.8:8443 or https://[fd00::8]:8443";

    private Rules() {}
}
