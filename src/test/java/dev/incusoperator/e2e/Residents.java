package dev.incusoperator.e2e;

import dev.incusoperator.api.v1alpha1.OnUnknown;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Instances that are declared otherwise all the time, while all sorts of things go wrong. */
final class Residents {
    private final Story story;
    private final List<Resident> all;

    /** Declares them: half of those with a command of unknown outcome have it run again, the others wait for a person. */
    Residents(Story story, int count) {
        this.story = story;
        this.all = IntStream.range(0, count)
                .mapToObj(i -> new Resident(story, "web" + i, i % 2 == 0 ? OnUnknown.FAIL : OnUnknown.RERUN))
                .toList();
    }

    /** Declares one of them otherwise. */
    void change(Random random) {
        all.get(random.nextInt(all.size())).paint("color-" + random.nextInt(100_000));
    }

    /** One after the other, until that is so. */
    void changeUntil(BooleanSupplier enough, Random random) {
        Eventually.isSo("enough has happened", () -> {
            change(random);
            return enough.getAsBoolean();
        });
    }

    /** Waits until each is as declared, judges them, and has them deleted; to be called when nothing is in their way. */
    void end(Findings findings) {
        all.forEach(resident -> resident.awaitEnd(story));
        all.forEach(resident -> resident.inspect(story, findings));
        all.forEach(Resident::delete);
        all.forEach(resident -> resident.awaitGone(story, findings));
    }
}
