package dev.incusoperator.report;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the tests that are declared in this type show: a column of the support matrix. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Feature {
    /** The column; several types may share one. */
    Column value();

    /** The columns, in their order. */
    enum Column {
        API("API calls"),
        LIFECYCLE("lifecycle, power"),
        COMMANDS("commands"),
        FILES("files, cloud-init, `readyWhen`"),
        UPDATES("updates, drift"),
        REPLACEMENT("rebuild, recreate"),
        SOURCES("copies, image servers"),
        OCI("OCI containers"),
        SHARING("adoption, access rules"),
        DELETION("deletion, orphans"),
        FAULTS("crashes, faults");

        private final String title;

        Column(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }
}
