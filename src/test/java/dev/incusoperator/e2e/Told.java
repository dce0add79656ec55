package dev.incusoperator.e2e;

/** Stories that are told of several places: each class of tests names those that are told of its own. */
interface Told {
    /** The one of the test that runs. */
    Story story();
}
