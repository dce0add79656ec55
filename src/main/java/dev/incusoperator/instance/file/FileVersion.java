package dev.incusoperator.instance.file;

import dev.incusoperator.api.v1alpha1.InstanceFile;
import dev.incusoperator.instance.ValueRef;
import dev.incusoperator.instance.ValueRef.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Names what is to be written: when the name that the status remembers is another one, the file is written anew. Of a
 * value behind a reference no hash is made, for the status is read by more people than the Secret. Pure.
 */
public final class FileVersion {
    private static final int LENGTH = 32;

    private FileVersion() {}

    /** Where its content comes from; empty where it stands in the entry itself. */
    public static Optional<ValueRef> source(InstanceFile file) {
        if (file.secretKeyRef() != null) {
            return Optional.of(new ValueRef(
                    Kind.SECRET, file.secretKeyRef().name(), file.secretKeyRef().key()));
        }
        return Optional.ofNullable(file.configMapKeyRef())
                .map(ref -> new ValueRef(Kind.CONFIG_MAP, ref.name(), ref.key()));
    }

    /** Of a file whose content stands in the entry. */
    public static String of(InstanceFile file) {
        return digest(entry(file, Objects.requireNonNullElse(file.content(), "")));
    }

    /** Of one whose content is in an object of that version. */
    public static String of(InstanceFile file, ValueRef source, String objectVersion) {
        String reference = source.kind().word() + " " + source.name() + "/" + source.key();
        return objectVersion + "/" + digest(entry(file, reference));
    }

    /** Of which version the object was when that was written: what {@link #of(InstanceFile, ValueRef, String)} was given. */
    public static String objectVersion(String version) {
        return version.substring(0, Math.max(0, version.lastIndexOf('/')));
    }

    private static List<String> entry(InstanceFile file, String content) {
        return List.of(
                file.path(),
                Integer.toOctalString(file.modeOrDefault()),
                Long.toString(file.uidOrDefault()),
                Long.toString(file.gidOrDefault()),
                content);
    }

    private static String digest(List<String> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                sha.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                sha.update(bytes);
            }
            return HexFormat.of().formatHex(sha.digest()).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
