# Generated from scopes.yaml by `telescopic generate --lang elixir --module Worker.Naming`. Do not edit: change the catalog and run the command again.
# source-sha256: 0000e3e7cb170f22f24a1d6a45218c75239383055973a27aa6c1059170c3e834
# format: 1

defmodule Worker.Naming do
  @moduledoc "The names of the telemetry catalog. No function makes an atom."

  @type name :: String.t()
  @type event :: [atom(), ...]

  @doc "Every name, sorted."
  @spec names() :: [name()]
  def names, do: events_by_name() |> Map.keys() |> Enum.sort()

  @doc "Every event, in the order of the names."
  @spec events() :: [event()]
  def events, do: Enum.map(names(), &Map.fetch!(events_by_name(), &1))

  @doc "The event of a name: `{:ok, [:a, :b]}` for `\"a.b\"`, `:error` for what the catalog does not know."
  @spec event(name()) :: {:ok, event()} | :error
  def event(name), do: Map.fetch(events_by_name(), name)

  @doc "The name of an event."
  @spec name(event()) :: {:ok, name()} | :error
  def name(event), do: Map.fetch(names_by_event(), event)

  @doc "What a scope is: `:span`, `:counter`, `:gauge`, `:histogram` or `:event`."
  @spec kind(name()) :: {:ok, atom()} | :error
  def kind(name), do: Map.fetch(kinds_by_name(), name)

  @doc "The unit of a metric."
  @spec unit(name()) :: {:ok, String.t()} | :error
  def unit(name), do: Map.fetch(units_by_name(), name)

  @doc "The measurements that an event carries."
  @spec measurements(name()) :: {:ok, [atom()]} | :error
  def measurements(name), do: Map.fetch(measurements_by_name(), name)

  @doc "The metadata keys that a scope may have."
  @spec metadata(name()) :: {:ok, [atom()]} | :error
  def metadata(name), do: Map.fetch(metadata_by_name(), name)

  @doc "The metadata keys that a scope must have."
  @spec required_metadata(name()) :: {:ok, [atom()]} | :error
  def required_metadata(name), do: Map.fetch(required_by_name(), name)

  @doc "What to use instead of a deprecated scope: `nil` when nothing takes its place, `:error` when it is live."
  @spec replacement(name()) :: {:ok, name() | nil} | :error
  def replacement(name), do: Map.fetch(replacements(), name)

  @doc "Every measurement key of the catalog, sorted."
  @spec measurement_keys() :: [atom()]
  def measurement_keys, do: measurement_keys_by_name() |> Map.values() |> Enum.sort()

  @doc "Every metadata key of the catalog, sorted."
  @spec metadata_keys() :: [atom()]
  def metadata_keys, do: metadata_keys_by_name() |> Map.values() |> Enum.sort()

  @doc "The atom of a measurement key, from the text of a message."
  @spec measurement_key(String.t()) :: {:ok, atom()} | :error
  def measurement_key(text), do: Map.fetch(measurement_keys_by_name(), text)

  @doc "The atom of a metadata key, from the text of a message."
  @spec metadata_key(String.t()) :: {:ok, atom()} | :error
  def metadata_key(text), do: Map.fetch(metadata_keys_by_name(), text)

  defp events_by_name do
    %{
      "worker.call" => [:worker, :call],
      "worker.idle" => [:worker, :idle]
    }
  end

  defp names_by_event do
    %{
      [:worker, :call] => "worker.call",
      [:worker, :idle] => "worker.idle"
    }
  end

  defp kinds_by_name do
    %{
      "worker.call" => :event,
      "worker.idle" => :event
    }
  end

  defp units_by_name, do: %{}

  defp measurements_by_name do
    %{
      "worker.call" => [:bytes, :duration_ms],
      "worker.idle" => [:duration_ms]
    }
  end

  defp metadata_by_name do
    %{
      "worker.call" => [:outcome, :tool],
      "worker.idle" => []
    }
  end

  defp required_by_name do
    %{
      "worker.call" => [:tool],
      "worker.idle" => []
    }
  end

  defp replacements, do: %{}

  defp measurement_keys_by_name do
    %{
      "bytes" => :bytes,
      "duration_ms" => :duration_ms
    }
  end

  defp metadata_keys_by_name do
    %{
      "outcome" => :outcome,
      "tool" => :tool
    }
  end
end
