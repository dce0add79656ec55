package dev.incusoperator.instance;

/** A key of a Secret or a ConfigMap; the namespace is that of the resource that names it. */
public record ValueRef(Kind kind, String name, String key) {
    /** What kind of object it is in. */
    public enum Kind {
        SECRET("Secret"),
        CONFIG_MAP("ConfigMap");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** As Kubernetes calls it. */
        public String word() {
            return word;
        }
    }
}
