package dev.incusoperator.chaos;

/** How a request, an answer, or a piece of what is not understood, is passed on. */
public enum Passing {
    WHOLE,
    /** Not a byte of it, and the connection ends. */
    NOT,
    /** Not a byte of it, and the connection stays: nobody is told. */
    LOST,
    /** The first half of its bytes, and the connection ends. */
    HALF,
    /** All of its bytes, some of them others than were sent. */
    GARBLED,
    /** One time more than it was sent. The second answer to a request is kept from who did not ask twice. */
    TWICE
}
