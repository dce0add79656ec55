package dev.incusoperator.simulated;

/** Paths as the daemon writes them. */
final class Urls {
    private Urls() {}

    /** The default project is not named. */
    static String inProject(String path, String project) {
        return project.equals("default") ? path : path + "?project=" + project;
    }
}
