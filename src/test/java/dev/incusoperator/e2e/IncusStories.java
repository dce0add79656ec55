package dev.incusoperator.e2e;

/** All stories that run on a real Incus, of whatever version. */
abstract class IncusStories extends EndToEnd
        implements RefusedSecretStories,
                MainJob,
                CommandStories,
                OutputStories,
                PowerStories,
                UpdateStories,
                ReplacementStories,
                FileStories,
                SourceStories,
                SharingStories,
                FairShareStories,
                CrashStories,
                OrphanStories,
                KeepingBadDays,
                SocketStories,
                MovingStories,
                EarlierAttemptStories {
    @Override
    public String goingOn() {
        return "until test -e /released; do sleep 0.1; done";
    }

    @Override
    public void release(TestInstance instance) {
        story().admin().run(instance.ref(), "touch /released");
    }
}
