package dev.incusoperator.e2e;

/** Something that a user asks for, and how it must be in the end whatever happened meanwhile. For one story. */
interface Deed {
    /** What is there before. */
    void prepare(Story story);

    /** Asks for it; does not wait. */
    void ask(Story story);

    /** Waits until there is nothing left to do, and helps where a user has to: where the outcome of a command is unknown, say. */
    void awaitEnd();

    /** Judges what has come of it. */
    void inspect(Findings findings);
}
