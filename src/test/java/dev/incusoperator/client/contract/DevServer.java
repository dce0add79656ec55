package dev.incusoperator.client.contract;

import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.Locale;

/** A server that {@code dev/servers} brings up: by its name there, in lower case, and by that of its variables. */
public enum DevServer {
    INCUS("INCUS", Product.INCUS),
    INCUS7("Incus 7", Product.INCUS),
    LXD("LXD", Product.LXD),
    /** An Incus on which virtual machines run. */
    VM("VM host", Product.INCUS);

    private final String title;
    private final Product product;

    DevServer(String title, Product product) {
        this.title = title;
        this.product = product;
    }

    static DevServer of(Product product) {
        return product == Product.INCUS ? INCUS : LXD;
    }

    String title() {
        return title;
    }

    Product product() {
        return product;
    }

    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What {@code dev/servers} exports as {@code INCUS_OPERATOR_TEST_<server>_<name>}. */
    String variable(String name) {
        return "INCUS_OPERATOR_TEST_" + name() + "_" + name;
    }
}
