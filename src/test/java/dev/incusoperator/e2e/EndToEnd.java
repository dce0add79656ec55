package dev.incusoperator.e2e;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** One place, and one story after the other told of it. */
@ExtendWith(WithOperator.class)
@org.junit.jupiter.api.TestInstance(Lifecycle.PER_CLASS)
abstract class EndToEnd implements Told {
    private @Nullable Place place;
    private @Nullable Story story;

    /** Ends the class by an assumption where there is no such place. */
    abstract Place place();

    @BeforeAll
    final void find_the_place() {
        place = place();
    }

    @BeforeEach
    final void begin(OperatorUnderTest operator) {
        story = new Story(operator, place);
    }

    @AfterEach
    final void leave_nothing() {
        if (story != null) {
            story.close();
        }
    }

    @AfterAll
    final void leave_the_place() {
        if (place != null) {
            place.close();
        }
    }

    @Override
    public final Story story() {
        return story;
    }
}
